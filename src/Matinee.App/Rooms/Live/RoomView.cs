using Matinee.App.Rooms.State;
using Matinee.Realtime.Brokers;

namespace Matinee.App.Rooms.Live;

/// <summary>A room as this node knows it at one place of the log.</summary>
/// <param name="Version">Of the slot beside the log: what a change names, so that it cannot overwrite what it has not seen.</param>
internal sealed record RoomView(RoomState State, ChatTail Chat, StreamPosition Position, long Version);
