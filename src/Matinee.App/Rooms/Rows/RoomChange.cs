namespace Matinee.App.Rooms.Rows;

/// <summary>What is null stays as it is.</summary>
/// <param name="PasswordHash">Empty: no password any more.</param>
internal sealed record RoomChange(
    string? Name = null, RoomMode? Mode = null, RoomDoor? Door = null, RoomWaiting? Waiting = null, int? SlowSeconds = null, bool? Locked = null, string? PasswordHash = null);
