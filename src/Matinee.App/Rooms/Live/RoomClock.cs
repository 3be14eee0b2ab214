using Matinee.Realtime.Clocks;

namespace Matinee.App.Rooms.Live;

/// <summary>Cluster time as rooms stamp it: ms since 1970 with fractions, the same on every node.</summary>
internal sealed class RoomClock(ClusterClock clock)
{
    public double Now => clock.Milliseconds;
}
