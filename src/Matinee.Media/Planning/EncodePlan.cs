using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Serialization;
using Matinee.Media.Ladder;
using Matinee.Media.Probing;

namespace Matinee.Media.Planning;

/// <summary>
/// Everything an encode will do, decided once and then only read: the frame grid, the rungs, the tracks, the chunks.
/// Two workers with the same plan write segments that join without a seam.
/// </summary>
public sealed record EncodePlan
{
    /// <summary>1 for the first encode of a video, one more for each re-encode; part of every published URL.</summary>
    public required int Version { get; init; }

    /// <summary>Frames a second of the output grid. Without a picture it is the nominal 25 that sound is cut by.</summary>
    public required Rational FrameRate { get; init; }

    /// <summary>Frames of a full segment; only the last segment may have fewer.</summary>
    public required int SegmentFrames { get; init; }

    /// <summary>Index of the picture's stream in the file; null for sound only.</summary>
    public int? VideoStreamIndex { get; init; }

    /// <summary>Stream of the cover art, which is the poster of a file of sound only; null otherwise.</summary>
    public int? CoverStreamIndex { get; init; }

    /// <summary>Tallest first; empty for sound only.</summary>
    public ImmutableArray<Rendition> Renditions { get; init; } = [];

    public ImmutableArray<AudioRendition> Audio { get; init; } = [];

    public ImmutableArray<SubtitleRendition> Subtitles { get; init; } = [];

    public StoryboardSpec? Storyboard { get; init; }

    public PictureTreatment Picture { get; init; } = PictureTreatment.None;

    /// <summary>Encoder family, version and preset. Segments of different keys never mix in one rendition: their inits differ.</summary>
    public required string EncoderKey { get; init; }

    /// <summary>Of every rung; plans of before there was a choice are H.264.</summary>
    public PictureCodec Codec { get; init; }

    /// <summary>Preset of every chunk, as the codec's encoder names it.</summary>
    public required string Preset { get; init; }

    /// <summary>Exact length on the grid; null until the packet scan settles it.</summary>
    public long? TotalFrames { get; init; }

    /// <summary>The length the headers promise, in frames; a guide for progress until <see cref="TotalFrames"/> is known.</summary>
    public required long ExpectedFrames { get; init; }

    /// <summary>Longest wait between keyframes of the source, in seconds; zero until scanned.</summary>
    public double LongestGop { get; init; }

    /// <summary>Bounds of the chunks after the first four.</summary>
    public required TimeSpan ShortestChunk { get; init; }

    public required TimeSpan LongestChunk { get; init; }

    /// <summary>The chunks known so far, without a gap from frame 0.</summary>
    public ChunkTable Chunks { get; init; } = ChunkTable.Empty;

    /// <summary>No scan can change it any more: the length is exact and the chunks cover it.</summary>
    [JsonIgnore]
    public bool IsSettled => TotalFrames is { } total && (Renditions.IsEmpty || Chunks.Frames == total);

    [JsonIgnore]
    public bool HasPoster => !Renditions.IsEmpty || CoverStreamIndex is not null;

    /// <summary>Where every track ends, in seconds; null until the length is exact. Sound is cut or padded to it.</summary>
    [JsonIgnore]
    public double? End => TotalFrames is { } total ? FrameRate.Seconds(total) : null;

    [JsonIgnore]
    public double SegmentSeconds => FrameRate.Seconds(SegmentFrames);

    /// <summary>Segments of a video rendition over the whole; null until the length is exact.</summary>
    [JsonIgnore]
    public long? TotalSegments => TotalFrames is { } total && !Renditions.IsEmpty ? (total + SegmentFrames - 1) / SegmentFrames : null;

    /// <summary>Settles the length and the rest of the chunks. What is already encoded keeps its place.</summary>
    public PlanOutcome Extend(PacketScan scan)
    {
        long scanned = Math.Max(1, FrameRate.Frames(scan.End));
        if (End is { } end && scan.End < end - Math.Max(1, end * 0.01))
        {
            return Truncated(end, scan.End);
        }

        long total = TotalFrames ?? scanned;
        if (total < Chunks.Frames)
        {
            return Truncated(FrameRate.Seconds(ExpectedFrames), scan.End);
        }

        EncodePlan settled = this with { TotalFrames = total, LongestGop = scan.LongestGop };
        return new PlanOutcome.Planned(Renditions.IsEmpty
            ? settled
            : settled with { Chunks = Chunks.Through(total, SegmentFrames, scan.Monotonic ? ChunkFrames(scan.LongestGop) : total) });
    }

    private static PlanOutcome.Refused Truncated(double promised, double found) => new(
        RefusalCodes.Truncated,
        "The file ends before its index",
        string.Create(
            CultureInfo.InvariantCulture,
            $"Its header promises {promised:0.0} seconds of video; the data ends after {found:0.0}. It was probably cut off while it was copied or recorded."));

    /// <summary>
    /// A task decodes from the keyframe before its chunk: three times the longest wait keeps that waste below a third.
    /// </summary>
    private long ChunkFrames(double longestGop)
    {
        double seconds = Math.Min(LongestChunk.TotalSeconds, Math.Max(ShortestChunk.TotalSeconds, 3 * (longestGop + 1)));
        return Math.Max(1, (long)Math.Round(seconds / SegmentSeconds)) * SegmentFrames;
    }
}
