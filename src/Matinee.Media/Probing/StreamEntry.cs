using System.Collections.Frozen;
using System.Text.Json;

namespace Matinee.Media.Probing;

/// <summary>One entry of ffprobe's "streams".</summary>
internal static class StreamEntry
{
    private const int LongestName = 120;
    private const int MostSide = 1 << 20;

    private static readonly FrozenSet<string> TextCodecs =
        FrozenSet.Create("subrip", "srt", "ass", "ssa", "mov_text", "webvtt", "text", "subviewer", "microdvd");

    /// <summary>Names that ffprobe prints and that the setparams filter takes back.</summary>
    private static readonly FrozenSet<string> Matrices = FrozenSet.Create("bt709", "bt470bg", "smpte170m", "smpte240m", "bt2020nc", "fcc");

    private static readonly FrozenSet<string> Transfers =
        FrozenSet.Create("bt709", "smpte170m", "smpte240m", "bt470m", "bt470bg", "linear", "iec61966-2-1", "bt2020-10", "bt2020-12");

    private static readonly FrozenSet<string> Primaries =
        FrozenSet.Create("bt709", "bt470m", "bt470bg", "smpte170m", "smpte240m", "film", "bt2020", "smpte432");

    /// <summary>The track marked as default, then the largest, then the first.</summary>
    public static VideoTrack? BestPicture(IEnumerable<JsonElement> streams, double mostSeconds)
    {
        List<(VideoTrack Track, bool Preferred)> tracks =
        [
            .. streams.Select(stream => (Track: Picture(stream, mostSeconds), Preferred: Flag(stream, "default")))
                .Where(candidate => candidate.Track is { CodedWidth: > 0, CodedHeight: > 0 }),
        ];
        return tracks
            .OrderByDescending(candidate => candidate.Preferred)
            .ThenByDescending(candidate => (long)candidate.Track.CodedWidth * candidate.Track.CodedHeight)
            .Select(candidate => candidate.Track)
            .FirstOrDefault();
    }

    public static AudioTrack Sound(JsonElement stream, double mostSeconds) => new(
        Index(stream),
        stream.Member("codec_name").Text(LongestName) ?? "unknown",
        (int)Math.Clamp(stream.Member("channels").Whole() ?? 2, 1, 255),
        (int)Math.Clamp(stream.Member("sample_rate").Whole() ?? 48_000, 1, 1_000_000),
        Language(stream),
        Title(stream),
        Flag(stream, "default"),
        stream.Member("start_time").Seconds(mostSeconds),
        stream.Member("duration").Seconds(mostSeconds));

    public static SubtitleTrack Subtitle(JsonElement stream)
    {
        string codec = stream.Member("codec_name").Text(LongestName) ?? "unknown";
        return new SubtitleTrack(
            Index(stream), codec, TextCodecs.Contains(codec), Language(stream), Title(stream), Flag(stream, "default"), Flag(stream, "forced"));
    }

    public static int Index(JsonElement stream) => (int)Math.Clamp(stream.Member("index").Whole() ?? 0, 0, int.MaxValue);

    private static VideoTrack Picture(JsonElement stream, double mostSeconds)
    {
        int height = Side(stream, "height");
        string? transfer = stream.Member("color_transfer").Text(LongestName);
        return new VideoTrack
        {
            StreamIndex = Index(stream),
            Codec = stream.Member("codec_name").Text(LongestName) ?? "unknown",
            CodedWidth = Side(stream, "width"),
            CodedHeight = height,
            SampleAspect = Aspect(stream),
            Rotation = Rotation(stream),
            PixelFormat = stream.Member("pix_fmt").Text(LongestName) ?? "yuv420p",
            AverageFrameRate = Rate(stream, "avg_frame_rate"),
            BaseFrameRate = Rate(stream, "r_frame_rate"),
            Start = stream.Member("start_time").Seconds(mostSeconds),
            Duration = stream.Member("duration").Seconds(mostSeconds),
            FrameCount = stream.Member("nb_frames").Whole() is > 0 and var count ? count : null,
            BitRate = Math.Clamp(stream.Member("bit_rate").Whole() ?? 0, 0, 10_000_000_000),
            Interlaced = stream.Member("field_order").Text(LongestName) is "tt" or "bb" or "tb" or "bt",
            HighDynamicRange = transfer is "smpte2084" or "arib-std-b67",
            Colour = Colour(stream, transfer, height),
        };
    }

    /// <summary>
    /// What the file does not say is settled here, as players guess it by size: a 1080p source without tags is BT.709, and its
    /// 360p rung must not be taken for BT.601.
    /// </summary>
    private static VideoColour Colour(JsonElement stream, string? transfer, int height)
    {
        string usual = height >= 600 ? "bt709" : "smpte170m";
        string matrix = stream.Member("color_space").Text(LongestName) is { } m && Matrices.Contains(m) ? m : usual;
        return new VideoColour(
            stream.Member("color_range").Text(LongestName),
            matrix,
            transfer is not null && Transfers.Contains(transfer) ? transfer : usual,
            stream.Member("color_primaries").Text(LongestName) is { } p && Primaries.Contains(p) ? p : usual);
    }

    private static int Rotation(JsonElement stream)
    {
        // ffprobe counts against the clock.
        long? degrees = stream.Member("side_data_list").Items().Select(data => data.Member("rotation").Whole()).FirstOrDefault(value => value is not null);
        return degrees is { } turn ? (int)(((((long)Math.Round(-(turn % 360) / 90.0) * 90) % 360) + 360) % 360) : 0;
    }

    private static Rational Aspect(JsonElement stream)
    {
        // Beyond 16:1 it is a broken header, not a format.
        Rational? aspect = Rational.TryParse(stream.Member("sample_aspect_ratio").Text(LongestName));
        return aspect is { Value: >= 1.0 / 16 and <= 16 } sane ? sane : new Rational(1, 1);
    }

    private static Rational? Rate(JsonElement stream, string name) => Rational.TryParse(stream.Member(name).Text(LongestName));

    private static int Side(JsonElement stream, string name) => (int)Math.Clamp(stream.Member(name).Whole() ?? 0, 0, MostSide);

    private static bool Flag(JsonElement stream, string name) => stream.Member("disposition").Member(name).Whole() == 1;

    private static string? Title(JsonElement stream) => stream.Member("tags").Member("title").Text(LongestName);

    private static string? Language(JsonElement stream) =>
        stream.Member("tags").Member("language").Text(35) is { } language && language is not ("und" or "mis" or "mul" or "zxx") ? language : null;
}
