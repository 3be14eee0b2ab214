using Matinee.App.Accounts;

namespace Matinee.App.Rooms.State;

/// <summary>What the owner has set.</summary>
/// <param name="Locked">Nobody new gets in, whatever the door says.</param>
internal sealed record RoomSettings(
    RoomId Id, string Name, RoomMode Mode, RoomDoor Access, RoomWaiting Waiting, int SlowModeSeconds, bool Locked, bool HasPassword, UserId OwnerId);
