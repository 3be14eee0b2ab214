namespace Matinee.App.Transcoding.Leasing;

/// <summary>Whoever was served longest ago, loaded or not; those who never were come first, in the order they came.</summary>
internal sealed class RoundRobinPolicy : IPlacementPolicy
{
    private static readonly Comparer<WaitingWorker> ByTurn = Comparer<WaitingWorker>.Create(static (a, b) =>
        a.LastServed.CompareTo(b.LastServed) is not 0 and var turn ? turn : a.Ticket.CompareTo(b.Ticket));

    public WaitingWorker? Choose(ReadyTask task, IReadOnlyList<WaitingWorker> able) => able.Min(ByTurn);
}
