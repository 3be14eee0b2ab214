using System.Collections.Immutable;

namespace Matinee.App.Rooms.State;

/// <summary>Whom the room waits for.</summary>
/// <param name="Deadline">Cluster time in ms; then it goes on without them.</param>
internal sealed record WaitingFor(ImmutableArray<RoomPerson> Members, double Deadline);
