using System.Globalization;
using Matinee.Media.Ffmpeg;
using Matinee.Media.Ladder;
using Matinee.Media.Planning;

namespace Matinee.Media.Commands;

/// <summary>One chunk of the picture, all renditions in one process, so that it is decoded once. Sources, exactness and seams: frame grid.</summary>
public static class VideoChunkCommand
{
    /// <summary>Name of the init of a rendition in the working folder.</summary>
    public static string InitFile(Rendition rendition) => $"init_{rendition.Name}.mp4";

    /// <summary>Name of a segment in the working folder; numbers are those of the whole video.</summary>
    public static string SegmentFile(Rendition rendition, long number) =>
        string.Create(CultureInfo.InvariantCulture, $"{rendition.Name}_{number:00000}.m4s");

    /// <param name="folder">Absolute; a folder of this run's own.</param>
    /// <param name="threads">Of decoder and encoder; 1 costs the least CPU. The count changes segments but never the init.</param>
    public static FfmpegCommand Build(EncodePlan plan, Chunk chunk, MediaSource source, string folder, int threads)
    {
        double start = plan.FrameRate.Seconds(chunk.FirstFrame);

        // One second before the chunk: an open GOP's leading pictures and the frame that is still shown at its start.
        double seek = Math.Max(0, start - 1);
        return new FfmpegCommand
        {
            Arguments =
            [
                .. SourceArguments.Start(threads),
                .. SourceArguments.Input(source, seek),
                "-filter_complex", Graph(plan, chunk, start),
                .. plan.Renditions.SelectMany((_, i) => (string[])["-map", $"[v{i}]"]),
                .. EncoderArguments.For(plan, threads),
                .. Muxer(plan, chunk, folder),
            ],
            Source = source,
            WorkingFolder = folder,
            ExpectedFrames = chunk.Frames,
        };
    }

    private static string Graph(EncodePlan plan, Chunk chunk, double start)
    {
        // tpad repeats the last picture of a source that ends early, trim cuts: every chunk has exactly the planned frames.
        string grid = string.Create(
            CultureInfo.InvariantCulture,
            $"fps={plan.FrameRate}:start_time={SourceArguments.Seconds(start)},tpad=stop=-1:stop_mode=clone,trim=end_frame={chunk.Frames}");
        string split = $"split={plan.Renditions.Length}" + string.Concat(plan.Renditions.Select((_, i) => $"[s{i}]"));
        IEnumerable<string> rungs = plan.Renditions.Select((rendition, i) =>
            $"[s{i}]{PictureFilters.Scale(rendition.Width, rendition.Height, plan.Picture)}[v{i}]");
        return $"[0:{plan.VideoStreamIndex}]{PictureFilters.BeforeGrid(plan.Picture)}{grid},{PictureFilters.AfterGrid(plan.Picture)},{split};"
            + string.Join(';', rungs);
    }

    private static IEnumerable<string> Muxer(EncodePlan plan, Chunk chunk, string folder) =>
    [
        .. SourceArguments.Anonymous,
        "-avoid_negative_ts", "disabled",
        "-f", "hls", "-hls_segment_type", "fmp4",

        // Without edit lists and with fragment_index every chunk writes the same init and continues the decode times.
        "-hls_segment_options",
        "movflags=+frag_custom+dash+delay_moov+negative_cts_offsets+frag_discont:use_editlist=0:fragment_index="
            + SourceArguments.Number(chunk.FirstSegment + 1),

        // Below the segment's length, so that every keyframe is a cut and no rounding can skip one.
        "-hls_time", SourceArguments.Seconds(0.9 * plan.SegmentSeconds),
        "-hls_list_size", "0",
        "-start_number", SourceArguments.Number(chunk.FirstSegment),
        .. Files(plan, folder),
    ];

    private static string[] Files(EncodePlan plan, string folder)
    {
        // With a single variant the muxer does not fill in %v.
        string variant = plan.Renditions is [var only] ? only.Name : "%v";
        return
        [
            "-hls_fmp4_init_filename", $"init_{variant}.mp4",
            "-hls_segment_filename", Path.Combine(folder, $"{variant}_%05d.m4s"),
            "-var_stream_map", string.Join(' ', plan.Renditions.Select((rendition, i) => $"v:{i},name:{rendition.Name}")),
            Path.Combine(folder, $"{variant}.m3u8"),
        ];
    }
}
