using System.Collections.Immutable;
using Matinee.Cluster.Leadership;

namespace Matinee.App.Nodes.Leading;

/// <summary>Who led, as this node saw it since it started; the newest first, a bounded number.</summary>
public sealed class LeaderHistory(TimeProvider time)
{
    private const int Kept = 50;

    private ImmutableList<LeaderChange> _changes = [];
    private long _count;

    public IReadOnlyList<LeaderChange> Changes => Volatile.Read(ref _changes);

    /// <summary>How often another node took the lead, or the same one anew.</summary>
    public long Count => Interlocked.Read(ref _count);

    /// <summary>Called by one loop.</summary>
    internal void Note(LeaderView view)
    {
        var changes = _changes.Insert(0, new LeaderChange(time.GetUtcNow(), view.Node, view.RaftTerm > 0 ? (long)view.RaftTerm : view.Revision));
        Volatile.Write(ref _changes, changes.Count > Kept ? changes.RemoveAt(Kept) : changes);
        if (view.Node is not null)
            Interlocked.Increment(ref _count);
    }
}

/// <param name="Node">Null: nobody led from then on, or none that this node could hear of.</param>
public sealed record LeaderChange(DateTimeOffset At, string? Node, long Term);
