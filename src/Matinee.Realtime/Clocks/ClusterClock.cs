using Matinee.Realtime.Brokers;

namespace Matinee.Realtime.Clocks;

/// <summary>
/// One time for all nodes: each keeps its distance to a common reference, by the samples that were answered fastest, and moves towards it without a jump.
/// Runs on the monotonic clock, so that a wall clock that is wrong, or set, changes nothing. Never runs backward.
/// </summary>
public sealed class ClusterClock
{
    private const int SamplesPerRound = 4;
    private const int RoundsKept = 12;
    // What a machine's clock may drift by between two samples: 50 parts in a million.
    private const double Drift = 50e-6;
    // A small difference is made up at 0.5 %, which nobody hears; a large one (a new reference) at 5 %, which a player follows.
    private const double SlowSlew = 0.005, FastSlew = 0.05, LargeMs = 100;
    private readonly Lock _gate = new();
    private readonly IReferenceClock _reference;
    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly Queue<(double At, double Offset, double RoundTrip)> _samples = new();
    private string _source = "";
    private double _offset;
    private double _target;
    private double _movedAt;
    private bool _isSet;

    public ClusterClock(IReferenceClock reference, TimeProvider time)
    {
        (_reference, _time, _start) = (reference, time, time.GetTimestamp());
        _offset = _target = (time.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalMilliseconds;
    }

    /// <summary>Milliseconds since 1970, with fractions, as all nodes count them.</summary>
    public double Milliseconds
    {
        get
        {
            lock (_gate)
                return Elapsed + Move();
        }
    }

    /// <summary>Milliseconds that this node may be off by; infinite until the first sample.</summary>
    public double Uncertainty
    {
        get
        {
            lock (_gate)
                return _samples.Count == 0 ? double.PositiveInfinity : Quality(Best()) + Math.Abs(_target - Move());
        }
    }

    /// <summary>The reference that was asked last; empty before.</summary>
    public string Source
    {
        get
        {
            lock (_gate)
                return _source;
        }
    }

    private double Elapsed => _time.GetElapsedTime(_start).TotalMilliseconds;

    /// <summary>One round of samples; called every 5 s. Throws <see cref="BrokerUnavailableException"/>, whereupon the clock runs on as it did.</summary>
    public async Task SampleAsync(CancellationToken cancellationToken)
    {
        for (var i = 0; i < SamplesPerRound; i++)
        {
            var before = Elapsed;
            var sample = await _reference.SampleAsync(cancellationToken);
            var after = Elapsed;
            lock (_gate)
                Take(sample, before, after);
        }

        lock (_gate)
            _isSet = true;
    }

    private void Take(ReferenceSample sample, double before, double after)
    {
        if (_source != sample.Source)
            _samples.Clear();
        _source = sample.Source;
        _samples.Enqueue((after, sample.Milliseconds - (before + after) / 2, after - before));
        while (_samples.Count > SamplesPerRound * RoundsKept)
            _samples.Dequeue();
        Move();
        _target = Best().Offset;
        if (!_isSet)
            _offset = _target; // the first round: nobody has been told a time yet
    }

    private (double At, double Offset, double RoundTrip) Best() => _samples.MinBy(Quality);

    private double Quality((double At, double Offset, double RoundTrip) sample) => sample.RoundTrip / 2 + (Elapsed - sample.At) * Drift;

    private double Move()
    {
        var now = Elapsed;
        var distance = _target - _offset;
        var most = (now - _movedAt) * (Math.Abs(distance) > LargeMs ? FastSlew : SlowSlew);
        _offset += Math.Clamp(distance, -most, most);
        _movedAt = now;
        return _offset;
    }
}
