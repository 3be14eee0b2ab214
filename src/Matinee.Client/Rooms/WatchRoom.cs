namespace Matinee.Client.Rooms;

/// <summary>A room as its server shows it to the caller.</summary>
/// <param name="Mode">host, everyone or vote: who says what plays.</param>
/// <param name="Access">open, approval or invite: who gets in.</param>
/// <param name="Waiting">everyone, briefly or never: what happens when somebody's player runs dry.</param>
/// <param name="Url">The page; begins with <c>/</c>.</param>
/// <param name="Channel">Of the channel server.</param>
/// <param name="Role">The caller's own; null for who is not in it.</param>
/// <param name="MemberCount">Those who are in it now.</param>
public sealed record WatchRoom(
    string Id, string Name, string Mode, string Access, string Waiting, int SlowModeSeconds, bool Locked, bool HasPassword, string OwnerId, string Url, string Channel,
    string? Role, int MemberCount, string? VideoId, string? Title, DateTimeOffset CreatedAt, DateTimeOffset ActiveAt);

/// <summary>A room to be made. What is null is the server's default.</summary>
/// <param name="VideoId">What it shows first; null: nothing yet.</param>
public sealed record WatchRoomOrder(
    string? VideoId = null, string? Name = null, string? Mode = null, string? Password = null, string? Access = null, string? Waiting = null);

/// <summary>A room that was made.</summary>
public sealed record NewWatchRoom(string Id, string Url, string Channel);

/// <summary>What a change sets; null leaves a value as it is, an empty password takes it away.</summary>
public sealed record WatchRoomChange(
    string? Name = null, string? Mode = null, string? Access = null, string? Waiting = null, int? SlowModeSeconds = null, bool? Locked = null, string? Password = null);

/// <summary>What somebody brings to the door.</summary>
/// <param name="Name">For who has no account.</param>
public sealed record JoinOrder(string? Name = null, string? Password = null, string? Invite = null);

/// <summary>The caller's place in a room.</summary>
/// <param name="Token">Opens a connection of the channel server until <paramref name="ExpiresAt"/>; then <see cref="RoomsClient.TokenAsync"/>.</param>
/// <param name="State">waiting: somebody of the room has to open first; null: inside.</param>
/// <param name="GuestToken">Of who came without an account; sent as <c>X-Guest-Token</c> it makes them the same one again.</param>
public sealed record JoinedRoom(
    string Token, DateTimeOffset ExpiresAt, string? Channel, string? SignalChannel, string UserChannel, string WebsocketUrl, WatchRoomFilm? Playback,
    JoinedMember Member, string? GuestToken, string? State);

public sealed record JoinedMember(string Id, string Name, string Role);

/// <summary>Where the room's film plays for its member; the address ends with the membership.</summary>
public sealed record WatchRoomFilm(string VideoId, string MasterUrl, DateTimeOffset? ExpiresAt, string? StoryboardUrl, string? PosterUrl, string Title, double? DurationSeconds);

public sealed record RoomToken(string Token, DateTimeOffset ExpiresAt);

/// <param name="State">joined or waiting.</param>
/// <param name="Online">Is in the room now.</param>
public sealed record WatchRoomMember(string Id, string Name, string Role, string State, bool Online, bool Muted, DateTimeOffset JoinedAt);

/// <param name="Role">member or admin.</param>
public sealed record RoomInviteOrder(string? Role = null, int? Uses = null, int? LifetimeSeconds = null);

/// <param name="Code">Shown this once.</param>
public sealed record NewRoomInvite(string Id, string Code, string Url, string Role, int UsesLeft, DateTimeOffset ExpiresAt);
