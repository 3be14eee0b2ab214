using System.Buffers;
using System.Globalization;
using Matinee.Media.Ffmpeg;

namespace Matinee.Media.Probing;

/// <summary>The reasons for saying no, in words for the person who uploaded the file.</summary>
internal static class Refusals
{
    private const string Accepted = "MP4, MOV, MKV, WebM, MPEG-TS, MPEG-2, AVI, FLV, WMV, Ogg, and MP3, AAC, FLAC or WAV for sound";

    private static readonly SearchValues<string> Places = SearchValues.Create(["file:", "http:"], StringComparison.Ordinal);

    /// <summary>Null when nothing speaks against it.</summary>
    public static ProbeOutcome.Refused? Judge(ProbeAnswer answer, bool encrypted, ProbeLimits limits)
    {
        MediaProbe probe = answer.Probe;
        double seconds = probe.Duration.TotalSeconds;
        if (encrypted)
        {
            return new(RefusalCodes.Encrypted, "The file is copy-protected", "Its tracks are encrypted (DRM), so it cannot be played here. Upload a copy without protection.");
        }

        if (answer.Tracks > limits.MostTracks)
        {
            return TooManyTracks(limits);
        }

        if (probe.Chapters.Length > limits.MostChapters)
        {
            return new(RefusalCodes.TooManyChapters, "The file has too many chapters", Text($"It lists {probe.Chapters.Length} chapters; at most {limits.MostChapters} are accepted."));
        }

        if (probe.Video is null && (answer.LostPicture ?? (probe.Audio.IsEmpty ? answer.LostSound : null)) is { } codec)
        {
            return new(RefusalCodes.CodecNotDecodable, "The codec is not supported", Text($"Nothing on this server decodes \"{codec}\". Convert the file to H.264, HEVC, VP9 or AV1 first."));
        }

        if (probe.Video is null && probe.Audio.IsEmpty)
        {
            return new(RefusalCodes.NothingToPlay, "There is nothing to play", "The file has neither a picture nor a sound track.");
        }

        if (seconds > 0 && probe.Bytes < seconds * limits.FewestBytesPerSecond)
        {
            return new(RefusalCodes.ImplausibleDuration, "The file's length cannot be true", Text($"It claims to last {Length(seconds)}, but has only {probe.Bytes:N0} bytes."));
        }

        if (seconds > limits.LongestDuration.TotalSeconds)
        {
            return new(RefusalCodes.TooLong, "The video is too long", TooLongDetail(seconds, limits));
        }

        return probe.Video is { } video && (long)video.CodedWidth * video.CodedHeight > limits.MostPixels
            ? TooManyPixels(Text($"With {video.CodedWidth} x {video.CodedHeight} it has more"), limits)
            : null;
    }

    public static ProbeOutcome.Refused Unreadable(FfmpegOutcome outcome, bool indexed)
    {
        string said = string.Join('\n', outcome.LastErrorLines);
        return said switch
        {
            _ when outcome.Signal is not null || Says(said, "Cannot allocate memory") =>
                new(RefusalCodes.NotMedia, "The file could not be examined", "Reading its headers needed more time or memory than any real video does."),
            _ when Says(said, "not on whitelist") || Says(said, "not in whitelist") =>
                new(RefusalCodes.FormatNotAllowed, "This kind of file is not accepted", $"Playlists, pictures and rare containers are not taken. Accepted are {Accepted}."),
            _ when indexed =>
                new(RefusalCodes.Truncated, "The file ends before its index", "The part that says where the frames are is missing. It was probably cut off while it was copied or recorded."),
            _ => NotMedia(),
        };
    }

    public static ProbeOutcome.Refused NotMedia() =>
        new(RefusalCodes.NotMedia, "This is not a video", $"No container of video or sound was found in it. Accepted are {Accepted}.");

    public static ProbeOutcome.Refused NotDecodable(string codec, FfmpegOutcome outcome) => new(
        RefusalCodes.CodecNotDecodable,
        "The video cannot be decoded",
        outcome.LastErrorLines.LastOrDefault() is { } last
            ? Text($"Not one frame of \"{codec}\" could be decoded. The decoder said: {Shorten(last)}")
            : Text($"Not one frame of \"{codec}\" could be decoded; the file is damaged or empty."));

    public static ProbeOutcome.Refused TooManyPixels(string found, ProbeLimits limits) =>
        new(RefusalCodes.TooManyPixels, "The picture is too large", Text($"{found} pixels than the {limits.MostPixels:N0} that are accepted."));

    public static ProbeOutcome.Refused TooManyTracks(ProbeLimits limits) =>
        new(RefusalCodes.TooManyTracks, "The file has too many tracks", Text($"At most {limits.MostTracks} tracks are accepted."));

    public static ProbeOutcome.Refused TimedOut(ProbeLimits limits) => new(
        RefusalCodes.ProbeTimedOut,
        "The file took too long to examine",
        Text($"Its headers were not read within {limits.ProbeTimeout.TotalSeconds:0} seconds, which no sane file needs."));

    public static string TooLongDetail(double seconds, ProbeLimits limits) =>
        Text($"It lasts {Length(seconds)}; at most {Length(limits.LongestDuration.TotalSeconds)} are accepted.");

    private static string Length(double seconds) => seconds >= 2 * 86_400
        ? Text($"{seconds / 86_400:0.#} days")
        : seconds >= 5_400 ? Text($"{seconds / 3600:0.#} hours") : Text($"{seconds:0.#} seconds");

    /// <summary>ffmpeg starts a line with the address of a context, and may end one with a path on this machine.</summary>
    private static string Shorten(string line)
    {
        string text = line.StartsWith('[') && line.IndexOf("] ", StringComparison.Ordinal) is > 0 and var end ? line[(end + 2)..] : line;
        int path = text.AsSpan().IndexOfAny(Places);
        text = path >= 0 ? text[..path].TrimEnd() : text;
        return text.Length > 200 ? text[..200] : text;
    }

    private static bool Says(string text, string phrase) => text.Contains(phrase, StringComparison.OrdinalIgnoreCase);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
