using System.Diagnostics;

namespace Matinee.Load.Sockets;

/// <summary>Something that is due again and again; what was late is made up for, so that a rate is kept.</summary>
internal sealed class LoopTimer(TimeSpan interval, Action action)
{
    // More than this behind, it starts anew: a rate that cannot be kept must not end in one burst.
    private const int MostBehind = 100;
    private static readonly long LongestBehind = Stopwatch.Frequency / 10;
    private readonly long _interval = Math.Max(1, (long)(interval.TotalSeconds * Stopwatch.Frequency));
    private long _due = Stopwatch.GetTimestamp() + (long)(interval.TotalSeconds * Stopwatch.Frequency);

    /// <summary>Fires when it is due. Milliseconds until it is again, rounded down: the rest is spun away.</summary>
    public int FireOrWait()
    {
        var now = Stopwatch.GetTimestamp();
        if (now - _due > Math.Max(_interval, Math.Min(MostBehind * _interval, LongestBehind)))
            _due = now;
        while (_due <= now)
        {
            _due += _interval;
            action();
        }

        return (int)Math.Min(1000, (_due - now) * 1000 / Stopwatch.Frequency);
    }
}
