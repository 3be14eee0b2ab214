using System.Text.Json;
using Matinee.App.Accounts;
using Matinee.App.Moderation;
using Matinee.App.Rooms.Rows;
using Matinee.App.Rooms.State;

namespace Matinee.App.Rooms.Live;

/// <summary><c>dm.send</c>: words for one person, who must be in a room with the sender.</summary>
internal sealed class DirectCalls(DirectMessageStore messages, MemberStore members, MessageRules rules, RoomLimits limits, PersonalChannel personal, RoomClock clock)
{
    public const string Method = "dm.send";

    public async Task<(byte[]? Answer, CallError? Error)> SendAsync(CallArguments arguments, UserId from, CancellationToken cancellationToken)
    {
        var (id, room, to) = (arguments.Command, arguments.Id<RoomId>("room"), arguments.Id<UserId>("to"));
        if (await members.FindAsync(room, from, cancellationToken) is not { State: RoomStanding.Joined } sender
            || await members.FindAsync(room, to, cancellationToken) is not { State: RoomStanding.Joined } || from == to)
            return (null, CallError.Of(CallError.Missing, "not_found", "There is no such person in a room with you"));
        if (!sender.ActorIn(RoomMode.Host, DateTimeOffset.UnixEpoch.AddMilliseconds(clock.Now)).May(RoomRight.Chat))
            return (null, CallError.Of(CallError.Forbidden, "forbidden", "You may not write here"));
        var verdict = rules.Judge(arguments.Text("text"), new(from.Value, to.Value));
        if (verdict.Refusal is { } reason)
            return (null, CallError.Of(CallError.Invalid, "invalid", "A value is not acceptable", reason));
        if (await limits.TakeChatAsync(room, from, 0, cancellationToken) is { } wait)
            return (null, CallError.TooMany(wait));
        var message = new DirectMessage(id, from, sender.Name, to, verdict.Text, clock.Now);
        if (await messages.AddAsync(message, cancellationToken))
        {
            var news = new PersonalNews("message", message.At, room, new(id, new(from, sender.Name), to, message.Text));
            await personal.TellAsync(to, id, news, cancellationToken);
            await personal.TellAsync(from, id, news, cancellationToken); // on the sender's other devices
        }

        return (JsonSerializer.SerializeToUtf8Bytes(new PersonalNews("message", message.At, room), CallJson.Default.PersonalNews), null);
    }
}
