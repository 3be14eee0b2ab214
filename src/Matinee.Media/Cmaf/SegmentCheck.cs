namespace Matinee.Media.Cmaf;

/// <summary>
/// Judges a worker's output by its bytes before it is committed: an exit code of 0 says nothing of missing frames.
/// </summary>
public static class SegmentCheck
{
    /// <summary>A video segment must start with a key frame and hold exactly the planned frames at the planned time.</summary>
    public static SegmentVerdict Verify(SegmentExpectation expected, InitSegment init, ReadOnlySpan<byte> bytes)
    {
        var number = expected.Number;
        if (CheckInit(number, expected.InitSha256, init) is { } foreign)
            return foreign;
        if (init.Timescale != expected.Timescale)
            return Refuse("verify_timescale", $"Segment {number}: the init counts {init.Timescale} ticks a second, the plan {expected.Timescale}.");
        if (Read(number, init, bytes, out var segment) is { } refused)
            return refused;
        if (!segment.FirstSampleIsSync)
            return Refuse("verify_keyframe", $"Segment {number} does not start with a key frame.");
        var start = expected.TicksAt(expected.FirstFrame);
        if (Math.Abs(segment.BaseDecodeTime - start) > Slack(expected))
            return Refuse("verify_time", $"Segment {number} starts at tick {segment.BaseDecodeTime}; frame {expected.FirstFrame} is at {start}.");
        if (Math.Abs(segment.FirstShown - start) > Slack(expected))
            return Refuse("verify_presentation", $"Segment {number} is decoded from tick {segment.BaseDecodeTime}, but its first picture is shown at {segment.FirstShown}.");
        if (segment.SampleCount != expected.Frames)
            return Refuse("verify_frames", $"Segment {number} holds {segment.SampleCount} frames; the plan has {expected.Frames}.");
        var duration = expected.TicksAt(expected.FirstFrame + expected.Frames) - start;
        if (Math.Abs(segment.Duration - duration) > (long)Slack(expected) * expected.Frames)
            return Refuse("verify_duration", $"Segment {number} lasts {segment.Duration} ticks; {expected.Frames} frames last {duration}.");
        return new SegmentVerdict.Accepted(segment);
    }

    /// <summary>
    /// An audio segment must continue exactly where the one before it ended: audio frames have a grid of their own.
    /// </summary>
    /// <param name="number">Of the segment; used in reasons.</param>
    /// <param name="expectedStart">The previous segment's end in ticks, or null for the first.</param>
    /// <param name="initSha256">Of the rendition's committed init, or null when this is the first.</param>
    public static SegmentVerdict VerifyAudio(long number, long? expectedStart, string? initSha256, InitSegment init, ReadOnlySpan<byte> bytes)
    {
        if (CheckInit(number, initSha256, init) is { } foreign)
            return foreign;
        if (Read(number, init, bytes, out var segment) is { } refused)
            return refused;
        return expectedStart is { } start && segment.BaseDecodeTime != start
            ? Refuse("verify_time", $"Audio segment {number} starts at tick {segment.BaseDecodeTime}; the one before it ends at {start}.")
            : new SegmentVerdict.Accepted(segment);
    }

    private static SegmentVerdict.Refused? CheckInit(long number, string? sha256, InitSegment init) =>
        sha256 is not null && init.Sha256 != sha256
            ? Refuse("verify_init", $"Segment {number}: its init segment is {init.Sha256[..12]}, the rendition's is {sha256[..Math.Min(12, sha256.Length)]}.")
            : null;

    private static SegmentVerdict.Refused? Read(long number, InitSegment init, ReadOnlySpan<byte> bytes, out MediaSegment segment)
    {
        segment = null!; // only read when nothing is refused
        try
        {
            segment = MediaSegment.Parse(bytes, init.Defaults);
        }
        catch (CmafException e)
        {
            return Refuse("verify_boxes", $"Segment {number}: {e.Message}");
        }

        if (segment.MoofCount != 1)
            return Refuse("verify_fragments", $"Segment {number} holds {segment.MoofCount} fragments; one is expected.");
        return segment.TrackId == init.TrackId
            ? null
            : Refuse("verify_track", $"Segment {number} is of track {segment.TrackId}; the init describes {init.TrackId}.");
    }

    /// <summary>One tick where the timescale is no multiple of the frame rate, else none.</summary>
    private static int Slack(SegmentExpectation expected) =>
        (Int128)expected.Timescale * expected.RateDenominator % expected.RateNumerator == 0 ? 0 : 1;

    private static SegmentVerdict.Refused Refuse(string code, string reason) => new(code, reason);
}
