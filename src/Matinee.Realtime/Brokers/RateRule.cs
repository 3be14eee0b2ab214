namespace Matinee.Realtime.Brokers;

/// <summary>A bucket that refills evenly.</summary>
/// <param name="Count">So many ...</param>
/// <param name="Period">... in this time, evenly, ...</param>
/// <param name="Burst">... and so many at once out of a full bucket (at least 1).</param>
public readonly record struct RateRule(int Count, TimeSpan Period, int Burst)
{
    /// <summary>The time that one costs.</summary>
    public TimeSpan Interval => Period / Count;
}
