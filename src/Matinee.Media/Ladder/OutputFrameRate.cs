using Matinee.Media.Probing;

namespace Matinee.Media.Ladder;

/// <summary>The one constant rate that a source is brought to.</summary>
public static class OutputFrameRate
{
    /// <summary>Slowest grid: a slide show of one picture in ten seconds still seeks and joins in steps of a fifth.</summary>
    private const int Slowest = 5;

    private static readonly Rational Fallback = new(30, 1);

    private static readonly Rational[] Standard =
    [
        new(10, 1), new(12, 1), new(25, 2), new(15, 1), new(24_000, 1001), new(24, 1), new(25, 1), new(30_000, 1001), new(30, 1),
        new(48, 1), new(50, 1), new(60_000, 1001), new(60, 1),
    ];

    public static Rational For(VideoTrack video, int fastest)
    {
        Rational rate = Steady(video) ?? Varying(video);
        if (rate.Value > fastest * 1.002)
        {
            // A whole divisor keeps every second, third or fourth frame, so that motion stays even.
            rate = Snap(new Rational(rate.Numerator, rate.Denominator * (long)Math.Ceiling(rate.Value / (fastest * 1.002))), 0.002) ?? Coarse(rate.Value, fastest);
        }

        return rate.Value < Slowest ? new Rational(Slowest, 1) : rate;
    }

    private static Rational? Steady(VideoTrack video)
    {
        if (video.AverageFrameRate is not { } average || video.BaseFrameRate is not { } grid || !Near(average.Value, grid.Value, 0.005))
        {
            return null;
        }

        return Snap(grid, 0.0004) ?? (grid is { Numerator: <= 120_000, Denominator: <= 1001 } ? grid : Snap(average, 0.005) ?? Hundredths(average.Value));
    }

    private static Rational Varying(VideoTrack video)
    {
        if (video.AverageFrameRate is not { } average)
        {
            return video.BaseFrameRate is { Value: >= 10 and <= 120 } alone ? Snap(alone, 0.005) ?? Hundredths(alone.Value) : Fallback;
        }

        // A screen capture is still most of the time and fluent when something moves: its average says nothing.
        if (average.Value < 23)
        {
            return video.BaseFrameRate is { Value: >= 23 and <= 61 } burst ? Snap(burst, 0.04) ?? Hundredths(burst.Value) : Fallback;
        }

        // A phone drops frames in the dark; where its clock still ticks at twice the average or less, that clock is the grid.
        if (video.BaseFrameRate is { Value: <= 61 } clock && clock.Value > average.Value && clock.Value <= 2.1 * average.Value)
        {
            return Snap(clock, 0.005) ?? Hundredths(clock.Value);
        }

        return Snap(average, 0.04) ?? new Rational((long)Math.Ceiling(average.Value), 1);
    }

    private static Rational? Snap(Rational rate, double tolerance)
    {
        Rational nearest = Standard.MinBy(standard => Math.Abs(standard.Value - rate.Value));
        return Near(nearest.Value, rate.Value, tolerance) ? nearest : null;
    }

    private static Rational Coarse(double value, int fastest) => Hundredths(value / Math.Ceiling(value / (fastest * 1.002)));

    private static Rational Hundredths(double value) => new((long)Math.Max(1, Math.Round(value * 100)), 100);

    private static bool Near(double left, double right, double tolerance) => Math.Abs(left - right) <= tolerance * right;
}
