using Matinee.App.Rooms.Live;
using Matinee.App.Rooms.Rows;
using Matinee.App.Rooms.State;

namespace Matinee.App.Rooms.Api;

/// <summary>Closes a room for good: everybody in it is put out, and the addresses that it gave open nothing any more.</summary>
internal sealed class RoomClosing(RoomStore rooms, RoomFeeds feeds, RoomActs acts, TimeProvider time)
{
    public async Task CloseAsync(RoomId id, RoomActor by, CancellationToken cancellationToken)
    {
        var feed = await feeds.OpenAsync(id, cancellationToken);
        if (!await rooms.CloseAsync(id, cancellationToken) || feed is null)
            return;
        foreach (var present in feed.View.State.Present.Values.ToArray())
        {
            var command = CommandId.New(time);
            await acts.TellAsync(feed, new(command, by.Person, "close", present.Person, ""), (_, now) =>
                new RoomNews.Moderated(command, now, by.Person, ModerationOp.Kicked, present.Person, null, "The room was closed."), cancellationToken);
        }
    }
}
