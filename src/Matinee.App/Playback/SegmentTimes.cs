using System.Collections.Immutable;
using Matinee.App.Transcoding;

namespace Matinee.App.Playback;

/// <summary>Durations of a track for EXTINF and for bandwidths.</summary>
internal static class SegmentTimes
{
    /// <summary>
    /// Seconds of each segment to the microsecond. The boundaries are rounded, not the lengths, so the sum never drifts from
    /// the media: what thirds of a second lose in one segment they get back in the next.
    /// </summary>
    public static decimal[] Of(PublishedTrack track)
    {
        var seconds = new decimal[track.Segments.Length];
        long ticks = 0;
        var start = 0m;
        for (var i = 0; i < seconds.Length; i++)
        {
            ticks += track.Segments[i].DurationTicks;
            var end = Math.Round((decimal)ticks / track.Timescale, 6);
            seconds[i] = end - start;
            start = end;
        }

        return seconds;
    }

    public static double Total(PublishedTrack track) => (double)track.Segments.Sum(s => s.DurationTicks) / track.Timescale;

    /// <summary>
    /// Peak bits a second as RFC 8216bis 4.4.6.2 defines it: over every run of segments that lasts between half and one and a
    /// half target durations, so that a short last segment does not pass for a peak.
    /// </summary>
    public static long Peak(ImmutableArray<PublishedSegment> segments, Func<PublishedSegment, long> bytesOf, int timescale, int targetDuration)
    {
        var (shortest, longest) = (0.5 * targetDuration * timescale, 1.5 * targetDuration * timescale);
        double peak = 0;
        for (var i = 0; i < segments.Length; i++)
        {
            long bytes = 0;
            long ticks = 0;
            for (var j = i; j < segments.Length && ticks < longest; j++)
            {
                bytes += bytesOf(segments[j]);
                ticks += segments[j].DurationTicks;
                if (ticks >= shortest && ticks <= longest)
                    peak = Math.Max(peak, bytes * 8.0 * timescale / ticks);
            }
        }

        // A video shorter than half a segment has no such run.
        return peak > 0 ? (long)Math.Ceiling(peak) : Average(segments, bytesOf, timescale);
    }

    public static long Average(ImmutableArray<PublishedSegment> segments, Func<PublishedSegment, long> bytesOf, int timescale)
    {
        var ticks = segments.Sum(s => s.DurationTicks);
        return ticks == 0 ? 0 : (long)Math.Ceiling(segments.Sum(bytesOf) * 8.0 * timescale / ticks);
    }
}
