using Matinee.Client.Http;

namespace Matinee.Client.Rooms;

/// <summary>Rooms: where people watch together.</summary>
public sealed class RoomsClient
{
    private readonly ApiTransport _transport;

    internal RoomsClient(ApiTransport transport) => _transport = transport;

    /// <summary>Those that the caller is in, the most recently used first, fetched page by page.</summary>
    /// <param name="text">Words of the name.</param>
    /// <param name="all">Everybody's; for administrators of the site.</param>
    public IAsyncEnumerable<WatchRoom> ListAsync(string? text, bool all, CancellationToken cancellationToken) =>
        _transport.ListAsync(
            $"api/rooms?limit=100{(text is null ? "" : "&q=" + Uri.EscapeDataString(text))}{(all ? "&all=true" : "")}", RoomsJson.Default.ListingWatchRoom, cancellationToken);

    /// <exception cref="MatineeException">404: there is none.</exception>
    public Task<WatchRoom> GetAsync(string id, CancellationToken cancellationToken) =>
        _transport.GetAsync(PathOf(id), RoomsJson.Default.WatchRoom, cancellationToken);

    public Task<NewWatchRoom> CreateAsync(WatchRoomOrder order, CancellationToken cancellationToken) =>
        _transport.SendAsync(HttpMethod.Post, "api/rooms", order, RoomsJson.Default.WatchRoomOrder, RoomsJson.Default.NewWatchRoom, cancellationToken);

    public Task<WatchRoom> UpdateAsync(string id, WatchRoomChange change, CancellationToken cancellationToken) =>
        _transport.SendAsync(HttpMethod.Patch, PathOf(id), change, RoomsJson.Default.WatchRoomChange, RoomsJson.Default.WatchRoom, cancellationToken);

    /// <summary>For good; whoever is in it is put out.</summary>
    public Task CloseAsync(string id, CancellationToken cancellationToken) => _transport.SendAsync(HttpMethod.Delete, PathOf(id), cancellationToken);

    /// <exception cref="MatineeException">403 with a code that says what is missing: a password, an invitation.</exception>
    public Task<JoinedRoom> JoinAsync(string id, JoinOrder order, CancellationToken cancellationToken) =>
        _transport.SendAsync(HttpMethod.Post, PathOf(id) + "/join", order, RoomsJson.Default.JoinOrder, RoomsJson.Default.JoinedRoom, cancellationToken);

    /// <summary>A new token for the connection of a member.</summary>
    public Task<RoomToken> TokenAsync(string id, CancellationToken cancellationToken) =>
        _transport.GetAsync(PathOf(id) + "/token", RoomsJson.Default.RoomToken, cancellationToken);

    public IAsyncEnumerable<WatchRoomMember> MembersAsync(string id, CancellationToken cancellationToken) =>
        _transport.ListAsync(PathOf(id) + "/members?limit=100", RoomsJson.Default.ListingWatchRoomMember, cancellationToken);

    /// <summary>A link that lets in whoever has it.</summary>
    public Task<NewRoomInvite> InviteAsync(string id, RoomInviteOrder order, CancellationToken cancellationToken) =>
        _transport.SendAsync(HttpMethod.Post, PathOf(id) + "/invites", order, RoomsJson.Default.RoomInviteOrder, RoomsJson.Default.NewRoomInvite, cancellationToken);

    private static string PathOf(string id) => "api/rooms/" + Uri.EscapeDataString(id);
}
