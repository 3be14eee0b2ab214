using System.Globalization;
using Matinee.Media.Ffmpeg;
using Matinee.Media.Planning;

namespace Matinee.Media.Commands;

/// <summary>A whole sound track in one process: chunks of AAC would leave a gap of its priming at every seam.</summary>
public static class AudioTrackCommand
{
    public const int SampleRate = 48_000;

    /// <summary>Samples of an AAC frame, and of the encoder's priming.</summary>
    public const int FrameSamples = 1_024;

    /// <summary>AAC frames of a full segment where nothing speaks against it: 4.010667 s.</summary>
    private const int UsualSegmentAacFrames = 188;

    /// <summary>Half a second. hls.js never asks for a last segment of a frame or two, and waits for ever at the end (1.7.4, tried).</summary>
    private const int FewestLastAacFrames = 24;

    public static string InitFile(AudioRendition track) => $"init_audio{track.Index}.mp4";

    public static string SegmentFile(AudioRendition track, long number) =>
        string.Create(CultureInfo.InvariantCulture, $"audio{track.Index}_{number:00000}.m4s");

    /// <summary>AAC frames that the track will have, with the one of priming; null until the plan's length is exact.</summary>
    public static long? TotalAacFrames(EncodePlan plan) =>
        Samples(plan) is { } samples ? (samples + FrameSamples - 1) / FrameSamples + 1 : null;

    /// <summary>AAC frames of a full segment, near 188 and such that the last one is not a scrap; null until the length is exact.</summary>
    public static int? SegmentAacFrames(EncodePlan plan)
    {
        if (TotalAacFrames(plan) is not { } total)
            return null;
        for (int step = 0; step < FewestLastAacFrames; step++)
        {
            foreach (int frames in (int[])[UsualSegmentAacFrames + step, UsualSegmentAacFrames - step])
            {
                if (total <= frames || total % frames is 0 or >= FewestLastAacFrames)
                    return frames;
            }
        }

        return UsualSegmentAacFrames;
    }

    /// <param name="plan">Its length must be exact: sound is padded or cut to it.</param>
    public static FfmpegCommand Build(EncodePlan plan, AudioRendition track, MediaSource source, string folder)
    {
        long samples = Samples(plan)
            ?? throw new InvalidOperationException($"The length of plan {plan.Version} is not exact yet; sound waits for the packet scan.");
        string name = $"audio{track.Index}";
        return new FfmpegCommand
        {
            Arguments =
            [
                .. SourceArguments.Start(1),
                .. SourceArguments.Input(source, 0),
                "-map", $"0:{track.StreamIndex}",
                "-af", Filters(track, samples),
                "-c:a", "aac", "-b:a", SourceArguments.Number(track.BitRate), "-threads", "1",
                .. SourceArguments.Anonymous,
                "-avoid_negative_ts", "disabled",
                "-f", "hls", "-hls_segment_type", "fmp4",

                "-hls_time", SourceArguments.Seconds((double)(SegmentAacFrames(plan) ?? UsualSegmentAacFrames) * FrameSamples / SampleRate),
                "-hls_list_size", "0",
                "-hls_fmp4_init_filename", InitFile(track),
                "-hls_segment_filename", Path.Combine(folder, $"{name}_%05d.m4s"),
                Path.Combine(folder, $"{name}.m3u8"),
            ],
            Source = source,
            WorkingFolder = folder,
        };
    }

    private static string Filters(AudioRendition track, long samples)
    {
        string layout = track.Channels == 1 ? "mono" : "stereo";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"aresample={SampleRate}:async=1:first_pts=0,aformat=channel_layouts={layout},apad,atrim=end_sample={samples}");
    }

    private static long? Samples(EncodePlan plan) =>
        plan.End is { } end ? (long)Math.Round(end * SampleRate, MidpointRounding.AwayFromZero) : null;
}
