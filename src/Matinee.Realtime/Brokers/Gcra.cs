namespace Matinee.Realtime.Brokers;

/// <summary>The generic cell rate algorithm: a bucket is one number, the time at which it would be full again.</summary>
public static class Gcra
{
    /// <param name="fullAt">When the bucket is full, on the clock of <paramref name="now"/>; unchanged when refused.</param>
    public static TakeResult Take(ref TimeSpan fullAt, TimeSpan now, RateRule rule, int cost)
    {
        var interval = rule.Interval;
        var capacity = interval * rule.Burst;
        var before = fullAt > now ? fullAt : now;
        var after = before + interval * cost;
        var missing = after - now - capacity;
        if (missing > TimeSpan.Zero)
            return new TakeResult(false, missing, Left(before));
        fullAt = after;
        return new TakeResult(true, TimeSpan.Zero, Left(after));

        int Left(TimeSpan full) => Math.Max(0, (int)((capacity - (full - now)) / interval));
    }
}
