using Matinee.App.Rooms.State;

namespace Matinee.App.Rooms.Live;

/// <summary>Hears what happens in the rooms that this node follows.</summary>
internal interface IRoomObserver
{
    /// <summary>On the loop of the room, in the order of its log; must return at once. The same news may come again after a restart.</summary>
    /// <param name="view">With the news in it.</param>
    /// <param name="news">Null when the room was taken up from elsewhere than its log.</param>
    void Observe(RoomFeed feed, RoomView view, RoomNews? news);

    /// <summary>This node does not follow the room any more.</summary>
    void Forget(RoomFeed feed);
}
