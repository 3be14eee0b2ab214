using Matinee.Cluster.Registry;

namespace Matinee.Cluster.Leadership;

/// <summary>
/// A time for which this node leads. It ends, at the latest, when the lease could have ended that the registry knows: before
/// any other node can lead by that lease. A node that is stopped in the middle of a write is caught by the token.
/// </summary>
public sealed class LeaderTerm : IDisposable
{
    /// <summary>Revisions of one generation of a cluster: more than a thousand commits a second for thirty years.</summary>
    private const int RevisionBits = 40;

    private readonly CancellationTokenSource _ends;
    private readonly TimeProvider _time;
    private long _until;

    internal LeaderTerm(string key, long revision, long generation, TimeSpan lasts, TimeProvider time)
        : this(key, revision, generation, time.GetTimestamp(), lasts, time)
    {
    }

    /// <param name="since">Timestamp from which the lease counts: a process may stand still between two of its lines.</param>
    internal LeaderTerm(string key, long revision, long generation, long since, TimeSpan lasts, TimeProvider time)
    {
        (Key, Revision, Token) = (key, revision, (generation << RevisionBits) + revision);
        _time = time;
        _until = EndOf(since, lasts);
        _ends = new CancellationTokenSource(Left, time);
        Ended = _ends.Token;
    }

    public string Key { get; }

    /// <summary>Of the leader's key.</summary>
    public long Revision { get; }

    /// <summary>
    /// The fencing token: greater than that of every term before it, also when the cluster was restored from a backup since.
    /// A store that has seen a greater one refuses this.
    /// </summary>
    public long Token { get; }

    /// <summary>Cancelled when it ends: stop what only a leader may do.</summary>
    public CancellationToken Ended { get; }

    /// <summary>By the clock too: a process that was stopped may get here before its timers do.</summary>
    public bool HasEnded => Ended.IsCancellationRequested || _time.GetTimestamp() >= Volatile.Read(ref _until);

    /// <summary>What makes a transaction one of this term.</summary>
    public RegistryCondition Fence => RegistryCondition.Unchanged(Key, Revision);

    /// <param name="since">Timestamp from which the lease counts.</param>
    internal void Extend(long since, TimeSpan lasts)
    {
        if (HasEnded)
            return;
        Volatile.Write(ref _until, EndOf(since, lasts));
        _ends.CancelAfter(Left);
    }

    internal void End() => _ends.Cancel();

    public void Dispose() => _ends.Dispose();

    private TimeSpan Left => _time.GetElapsedTime(_time.GetTimestamp(), Volatile.Read(ref _until)) is { Ticks: > 0 } left ? left : TimeSpan.Zero;

    private long EndOf(long since, TimeSpan lasts) => since + (long)(lasts.TotalSeconds * _time.TimestampFrequency);
}
