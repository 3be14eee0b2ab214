using Matinee.App.Accounts;

namespace Matinee.App.Rooms.Door;

/// <summary>Who asks, whether with an account or as a guest whom we have seen before.</summary>
internal sealed record RoomCaller(UserId Id, string Name, bool IsGuest, bool IsAdmin);
