using Matinee.App.Fleet;

namespace Matinee.App.Scaling;

/// <summary>A registered worker, as far as scaling cares.</summary>
/// <param name="Name">What it registered as; an executor's name for it is the same.</param>
/// <param name="State">active, draining, quarantined or removed.</param>
internal sealed record FleetMember(WorkerId Id, string Name, int Slots, string State, bool Alive, int ActiveTasks)
{
    /// <summary>No lease can be given to it any more, and it holds none.</summary>
    public bool IsDone => !Alive || (State != "active" && ActiveTasks == 0);

    public bool TakesWork => Alive && State == "active";
}
