namespace Matinee.Cluster.Registry;

/// <summary>Leases with a clock. Its owner's lock guards it; the timer only calls back.</summary>
internal sealed class MemoryLeases : IDisposable
{
    private readonly TimeProvider _time;
    private readonly Dictionary<LeaseId, (TimeSpan Lifetime, long KeptAt)> _leases = [];
    private readonly ITimer _timer;
    private long _last;

    /// <param name="due">Told, on a thread of its own, that a lease is over.</param>
    public MemoryLeases(TimeProvider time, Action due)
    {
        _time = time;
        _timer = time.CreateTimer(_ => due(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public bool Has(LeaseId lease) => _leases.ContainsKey(lease);

    public LeaseId Grant(TimeSpan lifetime)
    {
        var lease = new LeaseId(++_last);
        _leases[lease] = (lifetime, _time.GetTimestamp());
        Arm();
        return lease;
    }

    public bool Keep(LeaseId lease)
    {
        if (!_leases.TryGetValue(lease, out var known))
            return false;
        _leases[lease] = (known.Lifetime, _time.GetTimestamp());
        Arm();
        return true;
    }

    public bool End(LeaseId lease) => _leases.Remove(lease);

    /// <summary>Those that are over; they are forgotten.</summary>
    public IReadOnlyList<LeaseId> TakeDue()
    {
        LeaseId[] due = [.. _leases.Where(lease => Left(lease.Value) <= TimeSpan.Zero).Select(lease => lease.Key).OrderBy(lease => lease.Value)];
        foreach (var lease in due)
            _leases.Remove(lease);
        if (due.Length > 0 || _leases.Count > 0)
            Arm();
        return due;
    }

    public void Dispose() => _timer.Dispose();

    private void Arm()
    {
        if (_leases.Count == 0)
            return;
        var next = _leases.Values.Min(Left);
        // A timer of the system may come a little early; what is due then is looked for again.
        _timer.Change(next > TimeSpan.FromMilliseconds(1) ? next : TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
    }

    private TimeSpan Left((TimeSpan Lifetime, long KeptAt) lease) => lease.Lifetime - _time.GetElapsedTime(lease.KeptAt);
}
