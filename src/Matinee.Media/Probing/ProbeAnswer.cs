using System.Text.Json;

namespace Matinee.Media.Probing;

/// <summary>ffprobe's JSON, read into our records. Nothing in it is trusted: a missing or absurd value becomes "unknown".</summary>
internal sealed class ProbeAnswer
{
    /// <summary>Everything that is read, and no more: a file can carry megabytes of tags.</summary>
    public const string Entries =
        "format=format_name,nb_streams,start_time,duration,bit_rate:format_tags=title"
        + ":stream=index,codec_name,codec_type,codec_tag_string,width,height,sample_aspect_ratio,pix_fmt,field_order,color_range,color_space"
        + ",color_transfer,color_primaries,r_frame_rate,avg_frame_rate,start_time,duration,bit_rate,nb_frames,channels,sample_rate"
        + ":stream_tags=language,title:stream_disposition=default,forced,attached_pic,timed_thumbnails:stream_side_data=rotation"
        + ":chapter=start_time,end_time:chapter_tags=title";

    private const int LongestText = 300;

    /// <summary>Beyond a year, or before one, it is not a time.</summary>
    private const double MostSeconds = 366 * 86_400.0;

    private ProbeAnswer()
    {
    }

    public required MediaProbe Probe { get; init; }

    /// <summary>Streams of every kind.</summary>
    public required int Tracks { get; init; }

    public required bool Encrypted { get; init; }

    /// <summary>Codec of a picture, and of a sound, that was passed over because nothing here decodes it.</summary>
    public string? LostPicture { get; private init; }

    public string? LostSound { get; private init; }

    /// <exception cref="ProbeAnswerException">The bytes are not ffprobe's JSON.</exception>
    public static ProbeAnswer Parse(ReadOnlyMemory<byte> json, long bytes, Predicate<string> decodable)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            return Read(document.RootElement, bytes, decodable);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a text that is not valid UTF-8, or half of a surrogate pair.
            throw new ProbeAnswerException("ffprobe did not answer with its JSON.", exception);
        }
    }

    private static ProbeAnswer Read(JsonElement root, long bytes, Predicate<string> decodable)
    {
        JsonElement format = root.Member("format");
        List<JsonElement> streams = [.. root.Member("streams").Items()];
        double origin = format.Member("start_time").Seconds(MostSeconds) ?? 0;
        double duration = Math.Max(0, format.Member("duration").Seconds(MostSeconds) ?? 0);

        ILookup<bool, JsonElement> byUse = streams.Where(IsPictureOrSound).ToLookup(stream => decodable(Codec(stream)));
        List<JsonElement> playable = [.. byUse[true]];
        var probe = new MediaProbe
        {
            Formats = [.. (format.Member("format_name").Text(LongestText) ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries)],
            Duration = TimeSpan.FromSeconds(duration),
            Origin = origin,
            Bytes = bytes,
            BitRate = format.Member("bit_rate").Whole() is > 0 and var rate ? rate : duration > 0 ? (long)(bytes * 8 / duration) : 0,
            Title = format.Member("tags").Member("title").Text(LongestText),
            Video = StreamEntry.BestPicture(playable.Where(stream => stream.Is("codec_type", "video")), MostSeconds),
            CoverStreamIndex = streams.Where(stream => IsCover(stream) && decodable(Codec(stream))).Select(stream => (int?)StreamEntry.Index(stream)).FirstOrDefault(),
            Audio = [.. playable.Where(stream => stream.Is("codec_type", "audio")).Select(stream => StreamEntry.Sound(stream, MostSeconds))],
            Subtitles = [.. streams.Where(stream => stream.Is("codec_type", "subtitle")).Select(StreamEntry.Subtitle)],
            Chapters = [.. Chapters(root, origin)],
        };
        int tracks = (int)Math.Min(int.MaxValue, Math.Max(streams.Count, format.Member("nb_streams").Whole() ?? 0));
        bool encrypted = streams.Any(stream => stream.Member("codec_tag_string").Text(8) is "encv" or "enca" or "drmi" or "drms");
        return new ProbeAnswer
        {
            Probe = probe,
            Tracks = tracks,
            Encrypted = encrypted,
            LostPicture = Lost("video"),
            LostSound = Lost("audio"),
        };

        string? Lost(string kind) => byUse[false].Where(stream => stream.Is("codec_type", kind)).Select(Codec).FirstOrDefault();
    }

    private static string Codec(JsonElement stream) => stream.Member("codec_name").Text(LongestText) ?? "unknown";

    /// <summary>Cover art is stored as a track of video, but it is a picture of the outside.</summary>
    private static bool IsCover(JsonElement stream) =>
        stream.Is("codec_type", "video") && stream.Member("disposition").Member("attached_pic").Whole() == 1;

    private static bool IsPictureOrSound(JsonElement stream) =>
        stream.Is("codec_type", "audio")
        || (stream.Is("codec_type", "video")
            && !IsCover(stream)
            && stream.Member("disposition").Member("timed_thumbnails").Whole() != 1);

    private static IEnumerable<Chapter> Chapters(JsonElement root, double origin) =>
        from chapter in root.Member("chapters").Items()
        let start = chapter.Member("start_time").Seconds(MostSeconds)
        let end = chapter.Member("end_time").Seconds(MostSeconds)
        where start is not null && end >= start
        select new Chapter(start.Value - origin, end.Value - origin, chapter.Member("tags").Member("title").Text(LongestText));
}
