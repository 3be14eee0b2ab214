using Matinee.App.Rooms.Live;
using Matinee.App.Rooms.Rows;
using Matinee.App.Rooms.State;

namespace Matinee.App.Rooms.Api;

/// <summary>Finds what a report is about, as it is now.</summary>
internal sealed class ReportSubjects(RoomFeeds feeds, MessageStore messages, MemberStore members)
{
    /// <summary>Null when the room has no such message or member.</summary>
    public async Task<(RoomPerson Who, string? Text)?> FindAsync(ReportBody body, CancellationToken cancellationToken)
    {
        if (body.Message is { } id)
        {
            return (feeds.Find(body.Room)?.View.Chat.Find(id) ?? await messages.FindAsync(body.Room, id, cancellationToken)) is { } message ? (message.User, message.Text) : null;
        }

        return body.Member is { } user && await members.FindAsync(body.Room, user, cancellationToken) is { } member ? (new RoomPerson(member.UserId, member.Name), null) : null;
    }
}
