namespace Matinee.App.Rooms.Live;

/// <summary>
/// How far the common reference is ahead of this process's own monotonic clock, from samples of unequal worth: the shorter one took, the
/// less it can be off. Small corrections are slewed, so that no member sees the room jump; a new reference is taken over the same way.
/// </summary>
internal sealed class ClockOffset
{
    /// <summary>ms that a correction moves in a second.</summary>
    public const double Slew = 5;

    /// <summary>ms beyond which slewing would take too long.</summary>
    public const double Jump = 1000;

    private const int Kept = 16;
    private const double Oldest = 90_000;

    private readonly Lock _gate = new();
    private readonly List<ClockReading> _samples = [];
    private string _source = "";
    private double _offset = double.NaN;
    private double _setAt;

    /// <summary>ms; half of the best round trip.</summary>
    public double Uncertainty { get; private set; }

    public bool IsKnown => !double.IsNaN(_offset);

    /// <param name="began">Own time in ms at the question.</param>
    /// <param name="ended">Own time in ms at the answer.</param>
    /// <param name="reference">What the reference said.</param>
    public void Add(double began, double ended, double reference, string source)
    {
        lock (_gate)
        {
            if (source != _source)
                _samples.Clear();
            _source = source;
            _samples.RemoveAll(sample => sample.At < ended - Oldest);
            if (_samples.Count >= Kept)
                _samples.RemoveAt(0);
            _samples.Add(new(ended, ended - began, reference - (began + ended) / 2));
            var best = _samples.MinBy(sample => sample.RoundTrip)!; // one was just added
            Uncertainty = best.RoundTrip / 2;
            Move(ended);
            if (!IsKnown || Math.Abs(best.Offset - _offset) > Jump)
                _offset = best.Offset;
        }
    }

    /// <summary>The reference's time.</summary>
    /// <param name="own">Own time in ms.</param>
    public double At(double own)
    {
        lock (_gate)
        {
            Move(own);
            return own + _offset;
        }
    }

    private void Move(double own)
    {
        var elapsed = Math.Max(0, own - _setAt);
        _setAt = Math.Max(_setAt, own);
        if (!IsKnown || _samples.MinBy(sample => sample.RoundTrip) is not { } best)
            return;
        var step = Slew * elapsed / 1000;
        _offset += Math.Clamp(best.Offset - _offset, -step, step);
    }

    private sealed record ClockReading(double At, double RoundTrip, double Offset);
}
