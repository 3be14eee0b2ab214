using Matinee.App.Accounts;

namespace Matinee.App.Rooms.Live;

/// <summary>The connections that the channel server holds. Rooms know members; it knows who listens.</summary>
internal interface IRoomConnections
{
    /// <summary>Ids of the connections that are subscribed to the room, on all nodes as far as this one knows.</summary>
    IReadOnlySet<string> ClientsOf(RoomId room);

    /// <summary>Ends what a member hears of the room, on every node. Best effort: who comes again is refused.</summary>
    Task EndAsync(RoomId room, UserId user, string reason, CancellationToken cancellationToken);
}
