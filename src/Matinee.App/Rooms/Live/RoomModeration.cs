using Matinee.App.Accounts;
using Matinee.App.Rooms.Rows;
using Matinee.App.Rooms.State;

namespace Matinee.App.Rooms.Live;

/// <summary>Putting out, keeping out, and silencing. Written down first, then told: a node that hears nothing still lets nobody in.</summary>
internal sealed class RoomModeration(MemberStore members, BanStore bans, RoomActs acts, TimeProvider time)
{
    public const int LongestReason = 500;

    private static readonly TimeSpan ForGood = TimeSpan.FromDays(36_500);

    public async Task<CommandOutcome> KickAsync(RoomFeed feed, RoomActor by, CommandId id, UserId target, string? reason, CancellationToken cancellationToken)
    {
        if (await RefuseAsync(feed, by, target, reason, cancellationToken) is { } refusal)
            return refusal;
        if (await members.RemoveAsync(feed.Id, target, cancellationToken) is not { } member)
            return Missing(feed);
        return await TellAsync(feed, by, id, "kick", Person(member), ModerationOp.Kicked, null, reason, cancellationToken);
    }

    /// <param name="duration">Null: for good.</param>
    public async Task<CommandOutcome> BanAsync(
        RoomFeed feed, RoomActor by, CommandId id, UserId target, TimeSpan? duration, string? reason, CancellationToken cancellationToken)
    {
        if (await RefuseAsync(feed, by, target, reason, cancellationToken) is { } refusal)
            return refusal;
        if (await members.FindAsync(feed.Id, target, cancellationToken) is not { } member)
            return Missing(feed);
        var now = time.GetUtcNow();
        if (!await bans.AddAsync(feed.Id, new(target, member.Name, reason ?? "", by.Id, now, now + duration), cancellationToken))
            return Missing(feed);
        return await TellAsync(feed, by, id, "ban", Person(member), ModerationOp.Banned, duration, reason, cancellationToken);
    }

    /// <summary>May come in again.</summary>
    public async Task<CommandOutcome> PardonAsync(RoomFeed feed, RoomActor by, CommandId id, UserId target, CancellationToken cancellationToken)
    {
        if (!by.May(RoomRight.Members))
            return Forbidden(feed);
        if (!await bans.RemoveAsync(feed.Id, target, cancellationToken))
            return Missing(feed);
        return await acts.TellAsync(feed, new(id, by.Person, "unban", new(target, ""), ""), (_, _) => null, cancellationToken);
    }

    /// <param name="duration">Null: until taken back.</param>
    public async Task<CommandOutcome> MuteAsync(
        RoomFeed feed, RoomActor by, CommandId id, UserId target, TimeSpan? duration, string? reason, CancellationToken cancellationToken)
    {
        if (await RefuseAsync(feed, by, target, reason, cancellationToken) is { } refusal)
            return refusal;
        if (await members.MuteAsync(feed.Id, target, time.GetUtcNow() + (duration ?? ForGood), cancellationToken) is not { } member)
            return Missing(feed);
        return await TellAsync(feed, by, id, "mute", Person(member), ModerationOp.Muted, duration, reason, cancellationToken);
    }

    public async Task<CommandOutcome> UnmuteAsync(RoomFeed feed, RoomActor by, CommandId id, UserId target, CancellationToken cancellationToken)
    {
        if (await RefuseAsync(feed, by, target, null, cancellationToken) is { } refusal)
            return refusal;
        if (await members.MuteAsync(feed.Id, target, null, cancellationToken) is not { } member)
            return Missing(feed);
        return await TellAsync(feed, by, id, "unmute", Person(member), ModerationOp.Unmuted, null, null, cancellationToken);
    }

    private Task<CommandOutcome> TellAsync(
        RoomFeed feed, RoomActor by, CommandId id, string action, RoomPerson target, ModerationOp op, TimeSpan? duration, string? reason, CancellationToken cancellationToken) =>
        acts.TellAsync(feed, new(id, by.Person, action, target, reason ?? ""), (_, now) =>
            new RoomNews.Moderated(id, now, by.Person, op, target, now + duration?.TotalMilliseconds, reason), cancellationToken);

    private async Task<CommandOutcome?> RefuseAsync(RoomFeed feed, RoomActor by, UserId target, string? reason, CancellationToken cancellationToken)
    {
        if (!by.May(RoomRight.Members))
            return Forbidden(feed);
        if (reason?.Length > LongestReason)
            return Refuse(feed, RoomRefusal.Invalid($"reason has at most {LongestReason} characters."));
        var member = await members.FindAsync(feed.Id, target, cancellationToken);
        return target == by.Id || member?.Role >= by.Role ? Refuse(feed, RoomRefusal.Forbidden("Only those below your own role.")) : null;
    }

    private static RoomPerson Person(RoomMember member) => new(member.UserId, member.Name);

    private static CommandOutcome.Refused Forbidden(RoomFeed feed) => Refuse(feed, RoomRefusal.Forbidden("You do not moderate this room."));

    private static CommandOutcome.Refused Missing(RoomFeed feed) => Refuse(feed, RoomRefusal.Missing("There is no such member."));

    private static CommandOutcome.Refused Refuse(RoomFeed feed, RoomRefusal refusal) => new(refusal, feed.View);
}
