using System.Diagnostics.Metrics;

namespace Matinee.App.Rooms.Live;

/// <summary>Figures of the rooms that this node has members of.</summary>
internal sealed class RoomMeters
{
    public RoomMeters(IMeterFactory factory, RoomFeeds feeds, Attendance attendance)
    {
        var meter = factory.Create("Matinee");
        meter.CreateObservableGauge("matinee_rooms_active", () => feeds.All.Count(feed => attendance.Uses(feed.Id)), description: "Rooms with members on this node.");
        meter.CreateObservableGauge("matinee_rooms_members", () => attendance.Members, description: "Members of rooms on this node, each counted once a room.");
    }
}
