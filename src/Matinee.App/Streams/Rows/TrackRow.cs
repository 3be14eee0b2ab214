namespace Matinee.App.Streams.Rows;

/// <summary>A row of <c>stream_tracks</c>: one variant, and how far it is published.</summary>
internal sealed class TrackRow
{
    public const string Columns = """
        variant AS Variant, format AS Format, first_msn AS FirstMsn, next_msn AS NextMsn, epoch AS Epoch, discontinuities AS Discontinuities,
        init_number AS InitNumber, last_init AS LastInit, ends_us AS EndsUs, open_gap_us AS OpenGapUs, program_us AS ProgramUs, codecs AS Codecs,
        width AS Width, height AS Height, segments AS Segments, gaps AS Gaps, bytes AS Bytes, duration_us AS DurationUs, peak_bps AS PeakBps,
        delay_ms AS DelayMs, last_at AS LastAt
        """;

    /// <summary>In place of a number: an init segment came, and no segment yet.</summary>
    public const long NotBegun = -1;

    public string Variant { get; set; } = "";

    /// <summary><see cref="SegmentFormats"/></summary>
    public string Format { get; set; } = "";

    public long FirstMsn { get; set; }

    public long NextMsn { get; set; }

    /// <summary>Of the last published segment; 0 before the first.</summary>
    public int Epoch { get; set; }

    public long Discontinuities { get; set; }

    public int InitNumber { get; set; }

    public int LastInit { get; set; }

    public long EndsUs { get; set; }

    public long OpenGapUs { get; set; }

    public long ProgramUs { get; set; }

    public string Codecs { get; set; } = "";

    public int Width { get; set; }

    public int Height { get; set; }

    public long Segments { get; set; }

    public long Gaps { get; set; }

    public long Bytes { get; set; }

    public long DurationUs { get; set; }

    public long PeakBps { get; set; }

    public long DelayMs { get; set; }

    public long LastAt { get; set; }

    public bool HasBegun => NextMsn != NotBegun;

    public static TrackRow New(string variant, string format, long msn) => new() { Variant = variant, Format = format, FirstMsn = msn, NextMsn = msn };

    public void BeginAt(long msn) => (FirstMsn, NextMsn) = (msn, msn);
}

/// <summary>How the segments of a track are packed.</summary>
internal static class SegmentFormats
{
    public const string Fragmented = "fmp4";
    public const string Transport = "ts";
}
