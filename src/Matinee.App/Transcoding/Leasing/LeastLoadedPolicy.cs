namespace Matinee.App.Transcoding.Leasing;

/// <summary>The smallest share of slots in use; then the most free places; then who has waited longest.</summary>
internal sealed class LeastLoadedPolicy : IPlacementPolicy
{
    public WaitingWorker? Choose(ReadyTask task, IReadOnlyList<WaitingWorker> able) => able.Min(ByLoad);

    public static readonly Comparer<WaitingWorker> ByLoad = Comparer<WaitingWorker>.Create(static (a, b) =>
        a.Load.CompareTo(b.Load) is not 0 and var load ? load
        : b.Request.Bulk.CompareTo(a.Request.Bulk) is not 0 and var free ? free
        : a.Ticket.CompareTo(b.Ticket));
}
