namespace Matinee.App.Streams.Rows;

/// <summary>Which segments of a track are published next. Pure: segments are published in the order of their numbers, without a hole.</summary>
internal static class SegmentOrder
{
    /// <param name="next">The number that is to be published next.</param>
    /// <param name="base">Of the first segment of this start: what is missing before it will not come any more.</param>
    /// <param name="held">Segments that are here and not yet published, in order of their numbers, none before <paramref name="next"/>.</param>
    /// <param name="now">Unix ms, by the clock that stamped the arrivals.</param>
    /// <param name="waitMs">How long a segment waits for those before it.</param>
    public static IReadOnlyList<OrderStep> Advance(long next, long @base, IReadOnlyList<HeldSegment> held, long now, long waitMs)
    {
        var steps = new List<OrderStep>();
        for (var i = 0; i < held.Count; i++)
        {
            var waited = held.Skip(i).Any(segment => segment.ArrivedAt + waitMs <= now);
            var gapsUntil = waited ? held[i].Msn : Math.Min(held[i].Msn, @base);
            for (; next < gapsUntil; next++)
                steps.Add(new OrderStep(next, IsGap: true));
            if (next < held[i].Msn)
                break;
            steps.Add(new OrderStep(next++, IsGap: false));
        }

        return steps;
    }
}

internal readonly record struct HeldSegment(long Msn, long ArrivedAt);

/// <param name="IsGap">Nothing is there under this number, nor will be.</param>
internal readonly record struct OrderStep(long Msn, bool IsGap);
