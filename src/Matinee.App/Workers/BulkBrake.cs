using Matinee.Processes;

namespace Matinee.App.Workers;

/// <summary>
/// Holds the bulk encodes of this worker still while the first chunk of a video runs, for somebody waits for that one.
/// Never for long: at most 20 s at a time, and no more than half of the time, so that a stream of new videos does not stop
/// the old ones, and no encode stands still long enough to be taken for hung.
/// </summary>
internal sealed class BulkBrake : IDisposable
{
    /// <summary>A third of the shortest time after which the coordinator calls an encode stalled.</summary>
    internal static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private int _urgent;
    private bool _on;
    private bool _spent;
    private TimeSpan _left = Longest;
    private long _since;

    public BulkBrake(TimeProvider time)
    {
        _time = time;
        _since = time.GetTimestamp();
        _timer = time.CreateTimer(_ => Settle(0), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public PauseSwitch Switch { get; } = new();

    public bool IsOff { get; init; }

    public void Begin() => Settle(1);

    public void End() => Settle(-1);

    public void Dispose()
    {
        _timer.Dispose();
        Switch.Set(false);
    }

    private void Settle(int change)
    {
        lock (_lock)
        {
            var now = _time.GetTimestamp();
            var passed = _time.GetElapsedTime(_since, now);
            _since = now;
            // Standing still costs what running earns back.
            _left = _on ? Longer(TimeSpan.Zero, _left - passed) : Shorter(Longest, _left + passed);
            _urgent += change;
            if (_left == TimeSpan.Zero)
                _spent = true;
            else if (_left >= Longest / 2)
                _spent = false;
            _on = _urgent > 0 && !_spent && !IsOff;
            Switch.Set(_on);
            var next = _on ? _left : _urgent > 0 && !IsOff ? (Longest / 2) - _left : Timeout.InfiniteTimeSpan;
            _timer.Change(next, Timeout.InfiniteTimeSpan);
        }
    }

    private static TimeSpan Longer(TimeSpan a, TimeSpan b) => a > b ? a : b;

    private static TimeSpan Shorter(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
