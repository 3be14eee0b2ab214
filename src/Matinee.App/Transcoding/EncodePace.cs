namespace Matinee.App.Transcoding;

/// <summary>
/// How fast a job goes: an exponentially weighted mean of frames a second, over whatever intervals it is told.
/// </summary>
internal sealed class EncodePace
{
    /// <summary>Older than this weighs 1/e: long enough to smooth over scene changes, short enough to notice a second worker.</summary>
    private const double MemorySeconds = 20;

    private double _at = double.NaN;
    private double _frames;
    private double _rate;

    /// <summary>Frames a second; 0 until two readings differ in time.</summary>
    public double FramesPerSecond => _rate;

    /// <param name="seconds">Of any steady clock.</param>
    /// <param name="frames">Done in all. Fewer than before is a lost attempt, and starts the reading anew.</param>
    public void Read(double seconds, double frames)
    {
        if (!double.IsNaN(_at) && seconds - _at < 0.2 && frames >= _frames)
            return;
        if (!double.IsNaN(_at) && frames >= _frames)
        {
            var passed = seconds - _at;
            var weight = _rate == 0 ? 1 : 1 - Math.Exp(-passed / MemorySeconds);
            _rate += weight * (((frames - _frames) / passed) - _rate);
        }

        _at = seconds;
        _frames = frames;
    }

    /// <summary>Null while nothing is known.</summary>
    public double? SecondsFor(double framesLeft) => _rate > 0 ? Math.Max(0, framesLeft) / _rate : null;
}
