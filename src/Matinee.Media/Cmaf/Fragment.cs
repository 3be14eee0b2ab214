namespace Matinee.Media.Cmaf;

/// <summary>One moof of one track (ISO/IEC 14496-12, 8.8).</summary>
/// <param name="FirstShown">When the first picture is shown, in ticks after <paramref name="BaseDecodeTime"/>.</param>
internal readonly record struct Fragment(
    long Offset, uint TrackId, long BaseDecodeTime, long FirstShown, int SampleCount, long Duration, bool FirstSampleIsSync, long FirstSampleStart, long FirstSampleEnd, long SamplesEnd)
{
    /// <summary>A segment of minutes at 240 frames a second has fewer; audio of an hour too.</summary>
    public const int MaxSamples = 1_000_000;

    private const uint BaseOffsetPresent = 0x01;
    private const uint DescriptionPresent = 0x02;
    private const uint DefaultDurationPresent = 0x08;
    private const uint DefaultSizePresent = 0x10;
    private const uint DefaultFlagsPresent = 0x20;
    private const uint DataOffsetPresent = 0x01;
    private const uint FirstFlagsPresent = 0x04;
    private const uint DurationPresent = 0x100;
    private const uint SizePresent = 0x200;
    private const uint FlagsPresent = 0x400;
    private const uint CompositionPresent = 0x800;
    private const uint NonSync = 0x1_0000;

    public static Fragment Read(Box moof, SampleDefaults? trex)
    {
        var children = moof.Children();
        if (!children.TryFind(BoxTypes.Traf, out var traf))
            throw new CmafException("'moof' holds no track fragment.");
        if (children.TryFind(BoxTypes.Traf, out _))
            throw new CmafException("'moof' holds several track fragments; renditions are not muxed.");
        var fragment = ReadTrack(moof, traf, _ => trex);
        return fragment.SampleCount > 0 ? fragment : throw new CmafException("The track fragment holds no samples.");
    }

    /// <summary>One track of a moof that may hold several; it may have no samples.</summary>
    public static Fragment ReadTrack(Box moof, Box traf, Func<uint, SampleDefaults?> trexOf)
    {
        var (trackId, defaults) = ReadHeader(traf.Child(BoxTypes.Tfhd), trexOf);
        var baseTime = ReadBaseTime(traf.Child(BoxTypes.Tfdt));
        var fragment = new Fragment(moof.Offset, trackId, baseTime, long.MaxValue, 0, 0, false, -1, -1, moof.End);
        var runs = traf.Children();
        while (runs.TryFind(BoxTypes.Trun, out var trun))
            fragment = fragment.With(trun, defaults);
        return fragment;
    }

    /// <summary>The samples must lie in the mdat that follows; a truncated upload shows here.</summary>
    public void RequireInside(Box mdat)
    {
        if (FirstSampleStart < mdat.PayloadOffset || SamplesEnd > mdat.End)
            throw new CmafException($"Samples lie at {FirstSampleStart} to {SamplesEnd}; 'mdat' holds {mdat.PayloadOffset} to {mdat.End}.");
    }

    private static (uint TrackId, Defaults Values) ReadHeader(Box tfhd, Func<uint, SampleDefaults?> trexOf)
    {
        var fields = tfhd.Fields();
        var (_, flags) = fields.FullHeader();
        var trackId = fields.U32();
        var trex = trexOf(trackId);
        if ((flags & BaseOffsetPresent) != 0)
            throw new CmafException("'tfhd' has an absolute data offset, which CMAF forbids (ISO/IEC 23000-19, 7.5.14).");
        if ((flags & DescriptionPresent) != 0)
            fields.Skip(4);
        uint? duration = (flags & DefaultDurationPresent) != 0 ? fields.U32() : trex?.Duration;
        uint? size = (flags & DefaultSizePresent) != 0 ? fields.U32() : trex?.Size;
        uint? sampleFlags = (flags & DefaultFlagsPresent) != 0 ? fields.U32() : trex?.Flags;
        return (trackId, new Defaults(duration, size, sampleFlags));
    }

    private static long ReadBaseTime(Box tfdt)
    {
        var fields = tfdt.Fields();
        var (version, _) = fields.FullHeader();
        var time = version == 1 ? fields.U64() : fields.U32();
        return time > long.MaxValue ? throw new CmafException($"The base decode time is {time}.") : (long)time;
    }

    private Fragment With(Box trun, Defaults defaults)
    {
        var fields = trun.Fields();
        var (version, flags) = fields.FullHeader();
        var count = fields.U32();
        if (count == 0)
            return this;
        if (count > MaxSamples || SampleCount > MaxSamples - (int)count)
            throw new CmafException($"A run claims {count} samples.");
        // Without its own offset a run goes on where the last one ended (8.8.8.1).
        var start = (flags & DataOffsetPresent) != 0 ? Offset + (int)fields.U32()
            : SampleCount > 0 ? SamplesEnd
            : throw new CmafException("The first run says nothing of where its data is.");
        uint? firstFlags = (flags & FirstFlagsPresent) != 0 ? fields.U32() : null;
        long duration = 0;
        var shown = FirstShown;
        long bytes = 0;
        long firstBytes = 0;
        for (var i = 0; i < count; i++)
        {
            var decoded = Duration + duration;
            duration += (flags & DurationPresent) != 0 ? fields.U32() : defaults.RequireDuration();
            var size = (flags & SizePresent) != 0 ? fields.U32() : defaults.RequireSize();
            var own = (flags & FlagsPresent) != 0 ? fields.U32() : (uint?)null;
            var raw = (flags & CompositionPresent) != 0 ? fields.U32() : 0;
            shown = Math.Min(shown, decoded + (version == 0 ? raw : (int)raw));
            bytes += size;
            if (i > 0)
                continue;
            firstBytes = size;
            firstFlags ??= own ?? defaults.Flags;
        }

        var total = this with { FirstShown = shown, SampleCount = SampleCount + (int)count, Duration = Duration + duration, SamplesEnd = start + bytes };
        return SampleCount > 0 ? total : total with
        {
            FirstSampleStart = start,
            FirstSampleEnd = start + firstBytes,
            FirstSampleIsSync = (firstFlags & NonSync) == 0,
        };
    }

    private readonly record struct Defaults(uint? Duration, uint? Size, uint? Flags)
    {
        public uint RequireDuration() => Duration ?? throw new CmafException("The fragment leaves its sample durations to the init segment.");

        public uint RequireSize() => Size ?? throw new CmafException("The fragment leaves its sample sizes to the init segment.");
    }
}
