using Microsoft.Extensions.Options;

namespace Matinee.App.Limits;

/// <summary>
/// Token buckets by (limit, key). The arithmetic is done here and not by System.Threading.RateLimiting, whose buckets read
/// the machine's stopwatch, each keep a timer or a sweep, and whose partitions have no upper bound: keys are chosen by strangers.
/// </summary>
public sealed class RequestLimits(IOptions<LimitOptions> options, TimeProvider time) : IDisposable
{
    private const string Overflow = "(overflow)";
    private const int SweepShare = 16;

    private readonly Lock _gate = new();
    private readonly Dictionary<(Limit, string), Bucket> _buckets = [];
    private readonly LimitOptions _options = options.Value;
    private readonly LimitMeters _meters = new();
    private int _sweepCredit;

    /// <summary>Takes a token. Null when there was one, otherwise the time after which there will be.</summary>
    public TimeSpan? Take(Limit limit, string key)
    {
        var wait = TakeFrom(limit, key);
        _meters.Counted(limit, allowed: wait is null);
        return wait;
    }

    /// <summary>Gives a token back: what was counted in advance turned out well.</summary>
    public void Return(Limit limit, string key)
    {
        lock (_gate)
        {
            if (_buckets.TryGetValue((limit, key), out var bucket))
                bucket.Tokens = Math.Min(_options.Of(limit).Burst, bucket.Tokens + 1);
        }
    }

    public void Dispose() => _meters.Dispose();

    internal int Buckets
    {
        get
        {
            lock (_gate)
                return _buckets.Count;
        }
    }

    private TimeSpan? TakeFrom(Limit limit, string key)
    {
        var rate = _options.Of(limit);
        var now = time.GetTimestamp();
        lock (_gate)
        {
            var bucket = Find(limit, key, rate, now);
            Refill(bucket, rate, now);
            if (bucket.Tokens < 1)
                return rate.PerToken * (1 - bucket.Tokens);
            bucket.Tokens--;
            return null;
        }
    }

    private Bucket Find(Limit limit, string key, Rate rate, long now)
    {
        if (_buckets.TryGetValue((limit, key), out var bucket))
            return bucket;
        if (_buckets.Count >= _options.MaximumBuckets && !Sweep(now))
        {
            if (_buckets.TryGetValue((limit, Overflow), out bucket))
                return bucket;
            key = Overflow;
        }
        return _buckets[(limit, key)] = new Bucket { Tokens = rate.Burst, At = now };
    }

    // A full bucket is the same as none. The look through all of them is paid for by the requests between two looks.
    private bool Sweep(long now)
    {
        if (--_sweepCredit > 0)
            return false;
        _sweepCredit = _options.MaximumBuckets / SweepShare;
        foreach (var (key, bucket) in _buckets)
        {
            var rate = _options.Of(key.Item1);
            Refill(bucket, rate, now);
            if (bucket.Tokens >= rate.Burst)
                _buckets.Remove(key);
        }
        return _buckets.Count < _options.MaximumBuckets;
    }

    private void Refill(Bucket bucket, Rate rate, long now)
    {
        bucket.Tokens = Math.Min(rate.Burst, bucket.Tokens + time.GetElapsedTime(bucket.At, now) / rate.PerToken);
        bucket.At = now;
    }

    private sealed class Bucket
    {
        public double Tokens { get; set; }

        public long At { get; set; }
    }
}
