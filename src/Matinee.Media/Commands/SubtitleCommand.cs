using Matinee.Media.Ffmpeg;
using Matinee.Media.Planning;

namespace Matinee.Media.Commands;

/// <summary>One text track as WebVTT, on the timeline of the picture.</summary>
public static class SubtitleCommand
{
    public static string OutputFile(SubtitleRendition track) => $"sub{track.Index}.vtt";

    public static FfmpegCommand Build(SubtitleRendition track, MediaSource source, string folder) => new()
    {
        Arguments =
        [
            .. SourceArguments.Start(1),
            .. SourceArguments.Input(source, 0),
            "-map", $"0:{track.StreamIndex}", "-c:s", "webvtt",
            .. SourceArguments.Anonymous,
            "-f", "webvtt", Path.Combine(folder, OutputFile(track)),
        ],
        Source = source,
        WorkingFolder = folder,
        Ceiling = SandboxLimits.Encode with { FileSize = 64L << 20 },
    };
}
