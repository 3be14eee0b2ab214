using System.Collections.Immutable;

namespace Matinee.Media.Ffmpeg;

/// <summary>An encoder that is worth a try, and how it is called.</summary>
/// <param name="Device">Options before the input that open its device.</param>
/// <param name="Filter">What brings frames to where it reads them.</param>
/// <param name="Options">The preset a rendition would have, so that the speed means something.</param>
internal sealed record EncoderCandidate(
    string Encoder, string Codec, bool Hardware, ImmutableArray<string> Device, string Filter, ImmutableArray<string> Options)
{
    private const string RenderNode = "/dev/dri/renderD128";

    public static ImmutableArray<EncoderCandidate> All { get; } =
    [
        Software("libx264", "h264", "-preset", "veryfast", "-crf", "22"),
        Software("libx265", "hevc", "-preset", "superfast", "-crf", "26", "-x265-params", "log-level=error"),
        Software("libsvtav1", "av1", "-preset", "10", "-crf", "35"),
        .. Codecs.Select(codec => new EncoderCandidate($"{codec}_nvenc", codec, true, [], "format=yuv420p", [])),
        .. Codecs.Select(codec => new EncoderCandidate(
            $"{codec}_qsv", codec, true, ["-init_hw_device", "qsv=hw", "-filter_hw_device", "hw"], "format=nv12,hwupload=extra_hw_frames=16", [])),
        .. Codecs.Select(codec => new EncoderCandidate(
            $"{codec}_vaapi", codec, true, ["-vaapi_device", RenderNode], "format=nv12,hwupload", [])),
    ];

    private static ImmutableArray<string> Codecs => ["h264", "hevc", "av1"];

    private static EncoderCandidate Software(string encoder, string codec, params ImmutableArray<string> options) =>
        new(encoder, codec, false, [], "format=yuv420p", options);
}
