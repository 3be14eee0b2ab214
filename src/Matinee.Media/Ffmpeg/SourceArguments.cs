using System.Globalization;

namespace Matinee.Media.Ffmpeg;

/// <summary>
/// What stands before every <c>-i</c>. Without these a playlist named film.mp4 makes ffmpeg read other files, or call hosts.
/// </summary>
internal static class SourceArguments
{
    /// <summary>Demuxers that read one file of samples and open nothing else. Playlists, concat, SDP, DASH and pictures are not among them.</summary>
    public const string Formats =
        "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,mpegts,mpeg,avi,flv,ogg,asf,wav,mp3,aac,flac";

    private static readonly string[] FileProtocols = ["-protocol_whitelist", "file"];

    /// <summary>
    /// The proxy redirects nowhere. Reading over a short gap is cheaper than a new connection; two minutes without a byte means
    /// that the proxy is gone, for it gives up before.
    /// </summary>
    private static readonly string[] ProxyProtocols =
    [
        "-protocol_whitelist", "http,tcp", "-seekable", "1", "-max_redirects", "0", "-icy", "0", "-short_seek_size", "262144", "-timeout", "120000000",
    ];

    /// <summary>8192 x 4352, the largest picture of <see cref="Probing.ProbeLimits"/>; a decoder refuses a larger one before it allocates.</summary>
    public const long DefaultMostPixels = 8192L * 4352;

    /// <summary>All that stands before an input, with the input.</summary>
    public static string[] Guarded(MediaSource source, long mostPixels = DefaultMostPixels) =>
    [
        .. source.IsFile ? FileProtocols : ProxyProtocols,
        "-format_whitelist", Formats,
        "-max_pixels", mostPixels.ToString(CultureInfo.InvariantCulture),
        "-i", source.Url,
    ];

    /// <summary>Start of every ffmpeg run that writes files. Decoding and filtering take <paramref name="threads"/> threads.</summary>
    public static string[] Start(int threads)
    {
        string count = Number(threads);
        return
        [
            "-hide_banner", "-loglevel", "error", "-nostdin", "-y", "-progress", "pipe:1",
            "-filter_threads", count, "-filter_complex_threads", count, "-threads", count,
        ];
    }

    /// <summary>
    /// The source from a point of its timeline. Without accurate seek decoding starts at the keyframe before and nothing is
    /// dropped: the frame grid picks. An input-side -t must never be added: it would count from that keyframe.
    /// </summary>
    public static string[] Input(MediaSource source, double seek)
    {
        string[] position = seek > 0 ? ["-noaccurate_seek", "-copyts", "-start_at_zero", "-ss", Seconds(seek)] : ["-copyts", "-start_at_zero"];
        return [.. position, .. Guarded(source)];
    }

    /// <summary>
    /// Nothing of the source's metadata may reach the output: a phone writes where it was filmed. The version of libavformat
    /// stays in the init (the muxer cannot leave it out), hence the version in the plan's encoder key.
    /// </summary>
    public static string[] Anonymous { get; } = ["-map_metadata", "-1", "-map_chapters", "-1"];

    public static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>Seconds with nine digits: ffmpeg counts in microseconds, and the ninth keeps thirds of frames apart.</summary>
    public static string Seconds(double value) => value.ToString("0.#########", CultureInfo.InvariantCulture);
}
