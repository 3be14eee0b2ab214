namespace Matinee.App.Streams.Rows;

/// <summary>
/// What publishing a segment makes of it and of its track: its time of day, and whether it continues the one before. Pure.
/// </summary>
internal static class TrackProgress
{
    /// <summary>Media time may jump by so much and still go on: encoders round.</summary>
    private const long SlackUs = 1_000_000;

    /// <summary>In which transport streams count: 33 bits of 90 kHz.</summary>
    private const long TransportWrapUs = (1L << 33) * 100 / 9;

    /// <param name="track">Changed: it stands behind the segment afterwards.</param>
    /// <param name="segment">Changed: it is as it is published.</param>
    /// <param name="sibling">The same number of another variant, when that is published.</param>
    public static void Publish(TrackRow track, SegmentRow segment, SegmentRow? sibling)
    {
        var isFirst = track.Epoch == 0;
        if (isFirst && sibling is not null)
            track.Discontinuities = sibling.Discontinuities - (sibling.Discontinuity ? 1 : 0);
        segment.Discontinuity = !isFirst && (segment.Discontinuity || sibling is { Discontinuity: true } || Breaks(track, segment));
        segment.Discontinuities = track.Discontinuities += segment.Discontinuity ? 1 : 0;
        segment.ProgramUs ??= sibling?.ProgramUs ?? (isFirst || segment.Discontinuity
            ? Math.Max(track.ProgramUs, segment.ArrivedAt * 1000 - segment.DurationUs)
            : track.ProgramUs);
        track.NextMsn = segment.Msn + 1;
        track.Epoch = segment.Epoch;
        track.LastInit = segment.InitNumber;
        track.EndsUs = segment.StartsUs + segment.DurationUs;
        track.OpenGapUs = 0;
        track.ProgramUs = segment.ProgramUs.Value + segment.DurationUs;
        track.Segments++;
        track.Bytes += segment.Bytes;
        track.DurationUs += segment.DurationUs;
        track.PeakBps = Math.Max(track.PeakBps, segment.Bytes * 8_000_000 / Math.Max(1, segment.DurationUs));
    }

    /// <summary>Passes a number over.</summary>
    /// <param name="durationUs">That a segment lasts by the stream's promise.</param>
    /// <returns>The gap, as it is published.</returns>
    public static SegmentRow PublishGap(TrackRow track, long durationUs, SegmentRow? sibling, long now)
    {
        var gap = new SegmentRow
        {
            Variant = track.Variant,
            Msn = track.NextMsn,
            Epoch = track.Epoch,
            InitNumber = track.LastInit,
            DurationUs = sibling?.DurationUs ?? durationUs,
            StartsUs = track.EndsUs + track.OpenGapUs,
            ProgramUs = sibling?.ProgramUs ?? track.ProgramUs,
            Discontinuity = sibling is { Discontinuity: true },
            ArrivedAt = now,
        };
        gap.Discontinuities = track.Discontinuities += gap.Discontinuity ? 1 : 0;
        track.NextMsn++;
        // The break is told once: what comes after this goes on behind it.
        track.Epoch = gap.Discontinuity ? sibling!.Epoch : track.Epoch; // a gap breaks only where a sibling does
        track.OpenGapUs += gap.DurationUs;
        track.ProgramUs = gap.ProgramUs.Value + gap.DurationUs;
        track.Gaps++;
        return gap;
    }

    private static bool Breaks(TrackRow track, SegmentRow segment)
    {
        if (segment.Epoch != track.Epoch || segment.InitNumber != track.LastInit)
            return true;
        var jump = segment.StartsUs - track.EndsUs;
        if (track.Format == SegmentFormats.Transport)
            jump = ((jump + TransportWrapUs / 2) % TransportWrapUs + TransportWrapUs) % TransportWrapUs - TransportWrapUs / 2;
        return jump < -SlackUs || jump > SlackUs + track.OpenGapUs * 2;
    }
}
