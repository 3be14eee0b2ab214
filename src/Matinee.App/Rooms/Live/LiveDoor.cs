using Matinee.App.Rooms.State;

namespace Matinee.App.Rooms.Live;

/// <summary>Closes the connections of those who were put out: each node those that it holds.</summary>
internal sealed class LiveDoor(IRoomConnections connections) : IRoomObserver
{
    public void Observe(RoomFeed feed, RoomView view, RoomNews? news)
    {
        if (news is RoomNews.Moderated { Op: ModerationOp.Kicked or ModerationOp.Banned, Target: { } target } moderated)
            _ = connections.EndAsync(feed.Id, target.Id, moderated.Op.Word(), CancellationToken.None);
    }

    public void Forget(RoomFeed feed)
    {
    }
}
