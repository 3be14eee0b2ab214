using Matinee.App.Accounts;

namespace Matinee.App.Rooms.State;

/// <summary>Somebody, as the others see them.</summary>
internal sealed record RoomPerson(UserId Id, string Name);
