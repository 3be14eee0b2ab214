using Matinee.App.Accounts;
using Matinee.App.Rooms.State;

namespace Matinee.App.Rooms.Live;

/// <summary><c>room.kick</c> and what else concerns members, and the settings.</summary>
internal sealed class MemberCalls(RoomCommands commands, RoomModeration moderation, RoomRoles roles, RoomSetup setup) : ICallGroup
{
    private const int LongestStatus = 80;

    public IEnumerable<(string Method, CallHandler Handler)> Calls =>
    [
        ("room.kick", (call, stop) => moderation.KickAsync(call.Feed, By(call), call.Id, Target(call), call.Arguments.OptionalText("reason"), stop)),
        ("room.ban", (call, stop) => moderation.BanAsync(call.Feed, By(call), call.Id, Target(call), Duration(call), call.Arguments.OptionalText("reason"), stop)),
        ("room.mute", (call, stop) => moderation.MuteAsync(call.Feed, By(call), call.Id, Target(call), Duration(call), call.Arguments.OptionalText("reason"), stop)),
        ("room.unmute", (call, stop) => moderation.UnmuteAsync(call.Feed, By(call), call.Id, Target(call), stop)),
        ("room.role", (call, stop) => roles.SetRoleAsync(call.Feed, By(call), call.Id, Target(call), call.Arguments.Word<RoomRole>("role"), stop)),
        ("room.transfer", (call, stop) => roles.TransferAsync(call.Feed, By(call), call.Id, Target(call), stop)),
        ("room.approve", (call, stop) => roles.AdmitAsync(call.Feed, By(call), call.Id, Target(call), stop)),
        ("room.deny", (call, stop) => roles.DenyAsync(call.Feed, By(call), call.Id, Target(call), stop)),
        ("room.settings", (call, stop) => setup.ChangeAsync(call.Feed, By(call), call.Id, Wish(call.Arguments), stop)),
        ("room.status", StatusAsync),
    ];

    private Task<CommandOutcome> StatusAsync(RoomCall call, CancellationToken cancellationToken)
    {
        var (status, text) = (call.Arguments.Word<MemberStatus>("status"), call.Arguments.OptionalText("text")?.Trim());
        return commands.RunAsync(call, (state, context) =>
        {
            if (text is not null && (text.Length > LongestStatus || text.Any(char.IsControl)))
                return RoomDecision.Invalid($"text has at most {LongestStatus} characters in one line.");
            if (!state.Present.TryGetValue(context.Actor.Id, out var here))
                return RoomDecision.Missing("You are not in this room.");
            var member = here.Member with { Status = status, StatusText = string.IsNullOrEmpty(text) ? null : text };
            return member == here.Member
                ? RoomDecision.LeftAsItIs.Instance
                : new RoomDecision.Told(new RoomNews.Attended(context.Id, context.Now, context.Actor.Person, MemberOp.Changed, member, state.Present.Count, null, 0));
        }, cancellationToken);
    }

    private RoomActor By(RoomCall call) => commands.ContextOf(call, call.Feed.View.State).Actor;

    private static UserId Target(RoomCall call) => call.Arguments.Id<UserId>("member");

    private static TimeSpan? Duration(RoomCall call) => call.Arguments.OptionalCount("seconds") is > 0 and var seconds ? TimeSpan.FromSeconds(Math.Min(seconds, int.MaxValue / 1000)) : null;

    private static RoomWish Wish(CallArguments arguments) => new(
        arguments.OptionalText("name"), arguments.OptionalWord<RoomMode>("mode"), arguments.OptionalWord<RoomDoor>("access"), arguments.OptionalWord<RoomWaiting>("waiting"),
        arguments.OptionalCount("slowModeSeconds"), arguments.OptionalFlag("locked"), arguments.OptionalText("password"));
}
