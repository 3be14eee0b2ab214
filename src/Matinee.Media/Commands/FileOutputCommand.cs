using System.Globalization;
using Matinee.Media.Ffmpeg;
using Matinee.Media.Ladder;
using Matinee.Media.Planning;

namespace Matinee.Media.Commands;

/// <summary>A whole source to one file, in one process.</summary>
public static class FileOutputCommand
{
    /// <summary>Seconds between key frames at most, so that players seek fast.</summary>
    private const double LongestGop = 4;

    /// <summary>A 4K picture at the slowest rate; see <see cref="SandboxLimits.Encode"/>.</summary>
    private const double MostCpuSeconds = 360;

    /// <summary>200 Mbit/s: more than any rate factor takes.</summary>
    private const long MostBytesPerSecond = 25_000_000;

    /// <summary>Assumed where a source does not tell its length: the longest that is accepted.</summary>
    private static readonly double LongestSeconds = new Probing.ProbeLimits().LongestDuration.TotalSeconds;

    public static string OutputFile(FilePlan plan) => $"output.{plan.Container.ToString().ToLowerInvariant()}";

    /// <param name="folder">Absolute; a folder of this run's own. The file is <see cref="OutputFile"/>.</param>
    /// <param name="threads">Of decoder and encoder.</param>
    public static FfmpegCommand Build(FilePlan plan, MediaSource source, string folder, int threads)
    {
        double seconds = plan.Seconds ?? LongestSeconds;
        return new FfmpegCommand
        {
            Arguments =
            [
                .. SourceArguments.Start(threads),
                .. SourceArguments.Input(source, 0),
                .. Picture(plan, threads),
                .. plan.Audio.SelectMany(track => Sound(plan, track)),
                .. SourceArguments.Anonymous,
                .. plan.Audio.SelectMany(Labels),
                .. Muxer(plan),
                Path.Combine(folder, OutputFile(plan)),
            ],
            Source = source,
            WorkingFolder = folder,
            ExpectedFrames = plan.Frames,
            Ceiling = SandboxLimits.Encode with
            {
                CpuTime = SandboxLimits.Encode.CpuTime + TimeSpan.FromSeconds(seconds * MostCpuSeconds),
                FileSize = SandboxLimits.Encode.FileSize + (long)(seconds * MostBytesPerSecond),
            },
        };
    }

    private static IEnumerable<string> Picture(FilePlan plan, int threads)
    {
        if (plan.VideoStreamIndex is not { } stream)
        {
            return ["-vn"];
        }

        string tag = plan is { Container: FileContainer.Mp4, VideoCodec: "hevc" } ? "hvc1" : "";
        string[] tagged = tag.Length > 0 ? ["-tag:v", tag] : [];
        if (plan.Encode is not { } codec)
        {
            return ["-map", $"0:{stream}", "-c:v", "copy", .. tagged];
        }

        CodecTraits traits = CodecTraits.Of(codec);
        string graph = string.Create(
            CultureInfo.InvariantCulture,
            $"[0:{stream}]{PictureFilters.BeforeGrid(plan.Picture)}fps={plan.FrameRate}:start_time=0,{PictureFilters.AfterGrid(plan.Picture)},{PictureFilters.Scale(plan.Width, plan.Height, plan.Picture)}[picture]");
        return
        [
            "-filter_complex", graph, "-map", "[picture]",
            "-c:v", traits.Encoder, "-preset", traits.Preset, "-threads", SourceArguments.Number(threads),
            "-g", SourceArguments.Number(Math.Max(1, plan.FrameRate.Frames(LongestGop))),
            .. Rate(plan), .. tagged, .. Own(codec, threads),
        ];
    }

    /// <summary>An average may be exceeded by half for a while, or moving scenes would fall apart.</summary>
    private static string[] Rate(FilePlan plan) => plan.VideoBitRate is { } rate
        ? ["-b:v", SourceArguments.Number(rate), "-maxrate", SourceArguments.Number(rate * 3L / 2), "-bufsize", SourceArguments.Number(rate * 2L)]
        : ["-crf", SourceArguments.Number(plan.Crf)];

    private static string[] Own(PictureCodec codec, int threads) => codec switch
    {
        PictureCodec.Hevc => ["-x265-params", $"pools={SourceArguments.Number(threads)}:log-level=error"],
        PictureCodec.Av1 => ["-svtav1-params", $"lp={SourceArguments.Number(threads)}"],
        _ => ["-profile:v", "high"],
    };

    private static IEnumerable<string> Sound(FilePlan plan, AudioRendition track)
    {
        string map = string.Create(CultureInfo.InvariantCulture, $"0:{track.StreamIndex}");
        string index = SourceArguments.Number(track.Index);
        if (plan.Sound == FileSound.Copy)
        {
            return ["-map", map, $"-c:a:{index}", "copy"];
        }

        string layout = track.Channels == 1 ? "mono" : "stereo";
        return
        [
            "-map", map, $"-c:a:{index}", plan.Sound == FileSound.Opus ? "libopus" : "aac",
            $"-b:a:{index}", SourceArguments.Number(track.BitRate),
            $"-filter:a:{index}", $"aresample={AudioTrackCommand.SampleRate}:async=1:first_pts=0,aformat=channel_layouts={layout}",
        ];
    }

    /// <summary>Which track is which; everything else that the source says of itself stays behind.</summary>
    private static string[] Labels(AudioRendition track) =>
    [
        .. track.Language is { } language ? (string[])[$"-metadata:s:a:{track.Index}", $"language={language}"] : [],
        $"-disposition:a:{track.Index}", track.Default ? "default" : "0",
    ];

    private static string[] Muxer(FilePlan plan) => plan.Container switch
    {
        FileContainer.Mp4 => ["-movflags", "+faststart", "-f", "mp4"],
        FileContainer.Webm => ["-f", "webm"],
        _ => ["-f", "matroska"],
    };
}
