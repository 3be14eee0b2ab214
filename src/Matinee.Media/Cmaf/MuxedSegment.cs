namespace Matinee.Media.Cmaf;

/// <summary>What the fragments of one media segment say, whatever tracks they hold.</summary>
/// <param name="Start">Decode time of the main track's first sample, in ticks of its timescale.</param>
/// <param name="Duration">Of the main track, in the same ticks.</param>
/// <param name="Samples">Of the main track.</param>
/// <param name="StartsWithKey">A decoder can begin with the main track's first sample.</param>
public sealed record MuxedSegment(long Start, long Duration, int Samples, bool StartsWithKey)
{
    private const int MaxTracksInFragment = 16;

    /// <summary>There are fragments among its outermost boxes.</summary>
    /// <exception cref="CmafException">The bytes are no boxes.</exception>
    public static bool IsOne(ReadOnlySpan<byte> bytes) => new BoxReader(bytes).TryFind(BoxTypes.Moof, out _);

    /// <summary>Reads [styp] [sidx] (moof mdat)+.</summary>
    /// <exception cref="CmafException">No fragment of the main track, or samples that lie outside the segment.</exception>
    public static MuxedSegment Parse(ReadOnlySpan<byte> bytes, MuxedInit init)
    {
        var main = init.Main.TrackId;
        Fragment? first = null;
        var (duration, samples, all) = (0L, 0, 0);
        var open = new List<Fragment>();
        var boxes = new BoxReader(bytes);
        while (boxes.TryNext(out var box))
        {
            if (box.Type == BoxTypes.Moof)
            {
                if (open.Count > 0)
                    throw new CmafException("A 'moof' follows another without its 'mdat'.");
                open = ReadTracks(box, init, ref all);
                foreach (var fragment in open.Where(fragment => fragment.TrackId == main))
                {
                    first ??= fragment;
                    samples += fragment.SampleCount;
                    duration += fragment.Duration; // a million samples of 32 bits each at most
                }
            }
            else if (box.Type == BoxTypes.Mdat)
            {
                if (open.Count == 0)
                    throw new CmafException("An 'mdat' comes before its 'moof'.");
                foreach (var fragment in open)
                    fragment.RequireInside(box);
                open = [];
            }
        }

        if (open.Count > 0)
            throw new CmafException("The last 'moof' has no 'mdat'.");
        return first is { } start
            ? new MuxedSegment(start.BaseDecodeTime, duration, samples, start.FirstSampleIsSync)
            : throw new CmafException($"The segment holds no samples of track {main}, which its init segment describes.");
    }

    /// <param name="all">Samples of the segment so far: each is read in a loop, and an empty one costs the sender nothing.</param>
    private static List<Fragment> ReadTracks(Box moof, MuxedInit init, ref int all)
    {
        var found = new List<Fragment>();
        var children = moof.Children();
        for (var i = 0; children.TryFind(BoxTypes.Traf, out var traf); i++)
        {
            if (i == MaxTracksInFragment)
                throw new CmafException($"'moof' holds more than {MaxTracksInFragment} track fragments.");
            var fragment = Fragment.ReadTrack(moof, traf, id => init.Tracks.FirstOrDefault(track => track.TrackId == id)?.Defaults);
            all += fragment.SampleCount;
            if (all > Fragment.MaxSamples)
                throw new CmafException("The segment claims too many samples.");
            if (fragment.SampleCount > 0)
                found.Add(fragment);
        }

        return found.Count > 0 ? found : throw new CmafException("'moof' holds no samples.");
    }
}
