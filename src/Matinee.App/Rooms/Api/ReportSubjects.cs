using Matinee.App.Rooms.Live;
using Matinee.App.Rooms.Rows;
using Matinee.App.Rooms.State;
using Matinee.Realtime.Brokers;

namespace Matinee.App.Rooms.Api;

/// <summary>Finds what a report is about, as it is now.</summary>
internal sealed class ReportSubjects(RoomFeeds feeds, MessageStore messages, MemberStore members)
{
    /// <summary>Null when the room has no such message or member.</summary>
    public async Task<(RoomPerson Who, string? Text)?> FindAsync(ReportBody body, CancellationToken cancellationToken)
    {
        if (body.Message is { } id)
            return await FindAsync(body.Room, id, cancellationToken) is { } message ? (message.User, message.Text) : null;

        return body.Member is { } user && await members.FindAsync(body.Room, user, cancellationToken) is { } member ? (new RoomPerson(member.UserId, member.Name), null) : null;
    }

    // A member may have heard it before this node's own view of the room has it, and before it is written down.
    private async Task<ChatMessage?> FindAsync(RoomId room, CommandId id, CancellationToken cancellationToken)
    {
        var feed = feeds.Find(room);
        if ((feed?.View.Chat.Find(id) ?? await messages.FindAsync(room, id, cancellationToken)) is { } message)
            return message;
        if (feed is null)
            return null;
        try
        {
            await feed.CatchUpAsync(cancellationToken);
        }
        catch (BrokerUnavailableException)
        {
            // What is known is in the view.
        }

        return feed.View.Chat.Find(id);
    }
}
