namespace Matinee.Media.Cmaf;

/// <summary>What the fragments of one media segment say.</summary>
/// <param name="TrackId">Of the first fragment.</param>
/// <param name="BaseDecodeTime">tfdt of the first fragment, in ticks of the init's timescale.</param>
/// <param name="FirstShown">
/// When its first picture is shown, in ticks of the whole. Where this is not the decode time of the first sample, the encoder's
/// reordering has moved the pictures, and an edit list that nobody reads was to move them back.
/// </param>
/// <param name="SampleCount">Samples of all fragments.</param>
/// <param name="Duration">Their durations summed, in ticks.</param>
/// <param name="FirstSampleIsSync">A decoder can start here.</param>
/// <param name="MoofCount">A CMAF segment of Matinee has exactly one.</param>
/// <param name="KeyframeRange">The first moof, its mdat's header and the first sample: what an I-frame playlist points at.</param>
/// <param name="Bytes">Of the whole segment.</param>
public sealed record MediaSegment(
    uint TrackId,
    long BaseDecodeTime,
    long FirstShown,
    int SampleCount,
    long Duration,
    bool FirstSampleIsSync,
    int MoofCount,
    ByteRange KeyframeRange,
    long Bytes)
{
    /// <summary>Reads [styp] [sidx] (moof mdat)+.</summary>
    /// <param name="bytes">The whole segment.</param>
    /// <param name="defaults">The init's trex values; needed only when the fragments leave fields out.</param>
    /// <exception cref="CmafException">No fragment, or samples that lie outside the segment.</exception>
    public static MediaSegment Parse(ReadOnlySpan<byte> bytes, SampleDefaults? defaults = null)
    {
        var boxes = new BoxReader(bytes);
        Fragment? first = null;
        Fragment? open = null;
        long duration = 0;
        var shown = long.MaxValue;
        var samples = 0;
        var moofs = 0;
        while (boxes.TryNext(out var box))
        {
            if (box.Type == BoxTypes.Moof)
            {
                if (open is not null)
                    throw new CmafException("A 'moof' follows another without its 'mdat'.");
                var fragment = Fragment.Read(box, defaults);
                open = fragment;
                first ??= fragment;
                shown = Math.Min(shown, Sum(fragment.BaseDecodeTime, fragment.FirstShown));
                moofs++;
                samples = Sum(samples, fragment.SampleCount);
                duration = Sum(duration, fragment.Duration);
            }
            else if (box.Type == BoxTypes.Mdat)
            {
                (open ?? throw new CmafException("An 'mdat' comes before its 'moof'.")).RequireInside(box);
                open = null;
            }
        }

        if (first is not { } start)
            throw new CmafException("The segment holds no 'moof'.");
        if (open is not null)
            throw new CmafException("The last 'moof' has no 'mdat'.");
        var keyframe = new ByteRange(start.Offset, start.FirstSampleEnd - start.Offset);
        return new MediaSegment(
            start.TrackId, start.BaseDecodeTime, shown, samples, duration, start.FirstSampleIsSync, moofs, keyframe, bytes.Length);
    }

    private static int Sum(int a, int b) => a > Fragment.MaxSamples - b ? throw new CmafException("The segment claims too many samples.") : a + b;

    private static long Sum(long a, long b) => b > 0 && a > long.MaxValue - b ? throw new CmafException("The times of the segment overflow.") : a + b;
}
