using System.Numerics;

namespace Matinee.Load.Figures;

/// <summary>Counts of durations in buckets that are at most 1/32 wide of what they hold, from a microsecond up.</summary>
internal sealed class Histogram
{
    private const int SubBits = 5;
    private readonly long[] _buckets = new long[64 << SubBits];

    public long Count { get; private set; }

    public double MaxMilliseconds { get; private set; }

    public void Add(TimeSpan duration)
    {
        var microseconds = Math.Max(0, duration.Ticks / TimeSpan.TicksPerMicrosecond);
        _buckets[IndexOf(microseconds)]++;
        Count++;
        MaxMilliseconds = Math.Max(MaxMilliseconds, duration.TotalMilliseconds);
    }

    public void Clear()
    {
        Array.Clear(_buckets);
        (Count, MaxMilliseconds) = (0, 0);
    }

    /// <summary>Milliseconds that so much of all did not exceed; the upper end of the bucket, and never more than the longest.</summary>
    public double At(double share)
    {
        var left = (long)Math.Ceiling(Count * share);
        for (var i = 0; i < _buckets.Length; i++)
        {
            left -= _buckets[i];
            if (left <= 0 && Count > 0)
                return Math.Min(MaxMilliseconds, UpperEnd(i) / 1000.0);
        }

        return MaxMilliseconds;
    }

    private static int IndexOf(long value)
    {
        if (value < 1 << SubBits)
            return (int)value;
        var shift = BitOperations.Log2((ulong)value) - SubBits;
        return ((shift + 1) << SubBits) + (int)(value >> shift) - (1 << SubBits);
    }

    private static double UpperEnd(int index)
    {
        if (index < 1 << SubBits)
            return index + 1;
        var shift = (index >> SubBits) - 1;
        return ((long)(index & ((1 << SubBits) - 1)) + (1 << SubBits) + 1) * Math.Pow(2, shift);
    }
}
