namespace Matinee.App.Rooms.State;

/// <summary>What every command comes with.</summary>
/// <param name="Now">Cluster time in ms.</param>
/// <param name="Lead">ms until a start can have reached everybody.</param>
internal sealed record CommandContext(CommandId Id, RoomActor Actor, double Now, double Lead);
