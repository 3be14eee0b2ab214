using System.Collections.Immutable;
using Matinee.Media.Ladder;
using Matinee.Media.Probing;

namespace Matinee.Media.Planning;

/// <summary>Makes plans. Pure: the same probe, options and scan give the same plan on every machine.</summary>
public static class EncodePlanner
{
    /// <summary>Grid by which sound without a picture is cut.</summary>
    private static readonly Rational SoundGrid = new(25, 1);

    /// <summary>
    /// True where the packet scan comes before the plan: short sources, sound alone, and files whose headers do not give a length.
    /// </summary>
    public static bool ScanFirst(MediaProbe probe, PlanOptions options) =>
        probe.IsAudioOnly || probe.Duration < options.ScanFirstBelow || VideoEnd(probe) < options.ScanFirstBelow.TotalSeconds;

    /// <summary>The plan from headers alone: the first two chunks can start, the scan runs beside them.</summary>
    public static EncodePlan Plan(MediaProbe probe, PlanOptions options)
    {
        if (ScanFirst(probe, options))
        {
            throw new InvalidOperationException("This source is planned after its packet scan: it is short, or its headers give no length.");
        }

        EncodePlan draft = Draft(probe, options);
        return draft with { Chunks = ChunkTable.Start(draft.SegmentFrames) };
    }

    /// <summary>The whole plan at once.</summary>
    public static PlanOutcome Plan(MediaProbe probe, PlanOptions options, PacketScan scan)
    {
        VideoTrack? video = probe.Video;
        if (video is not null && !probe.Audio.IsEmpty && scan.Packets <= 1 && probe.Duration.TotalSeconds > 10 * Math.Max(scan.End, 0.1))
        {
            // One picture and a song: the sound is what lasts.
            return Draft(probe with { Video = null }, options).Extend(scan with { End = probe.Duration.TotalSeconds });
        }

        if (video is { AverageFrameRate: null, BaseFrameRate: null } && scan.AverageFrameRate is > 0 and < 1000)
        {
            var measured = new Rational(Math.Max(1, (long)Math.Round(scan.AverageFrameRate * 1000)), 1000);
            probe = probe with { Video = video with { AverageFrameRate = measured } };
        }

        return Draft(probe, options).Extend(scan);
    }

    private static EncodePlan Draft(MediaProbe probe, PlanOptions options)
    {
        ImmutableArray<Rendition> renditions = probe.Video is { } video ? RenditionLadder.For(video, options.Ladder, options.Codec) : [];
        Rational rate = renditions is [var top, ..] ? top.FrameRate : SoundGrid;
        double expected = VideoEnd(probe) is > 0 and var end ? end : probe.Duration.TotalSeconds;
        long frames = Math.Max(1, rate.Frames(expected));
        string preset = options.Codec switch
        {
            PictureCodec.Hevc => options.HevcPreset,
            PictureCodec.Av1 => options.Av1Preset,
            _ => options.Preset,
        };
        return new EncodePlan
        {
            Version = options.Version,
            FrameRate = rate,
            SegmentFrames = (int)Math.Max(1, rate.Frames(options.SegmentLength.TotalSeconds)),
            VideoStreamIndex = probe.Video?.StreamIndex,
            CoverStreamIndex = probe.IsAudioOnly ? probe.CoverStreamIndex : null,
            Renditions = renditions,
            Audio = Audio(probe, options),
            Subtitles = Subtitles(probe, options),
            Storyboard = renditions is [var largest, ..] ? Storyboard(largest, expected, options) : null,
            Picture = probe.Video is { } picture ? PictureTreatment.Of(picture) : PictureTreatment.None,
            Codec = options.Codec,
            Preset = preset,
            EncoderKey = $"{CodecTraits.Of(options.Codec).Key(options.EncoderVersion)}/{preset}",
            ExpectedFrames = frames,
            TotalFrames = HasExactLength(probe) ? frames : null,
            ShortestChunk = options.ShortestChunk,
            LongestChunk = options.LongestChunk,
        };
    }

    /// <summary>An MP4 index lists every frame with its duration, edit list applied; no other container does.</summary>
    private static bool HasExactLength(MediaProbe probe) =>
        probe.Formats.Contains("mp4") && probe.Video is { FrameCount: > 0, Duration: > 0, Start: not null };

    private static double VideoEnd(MediaProbe probe) =>
        probe.Video is { Duration: > 0 and var length, Start: var start }
            ? (start ?? probe.Origin) - probe.Origin + length
            : probe.Duration.TotalSeconds;

    private static ImmutableArray<AudioRendition> Audio(MediaProbe probe, PlanOptions options)
    {
        var names = new TrackNames("Audio");
        AudioTrack? preferred = probe.Audio.FirstOrDefault(track => track.Default) ?? probe.Audio.FirstOrDefault();
        IEnumerable<AudioTrack> kept = probe.Audio.Where(track => track != preferred).Prepend(preferred!).Take(options.MostAudioTracks);
        return preferred is null
            ? []
            : [.. kept.OrderBy(track => track.StreamIndex).Select((track, index) => new AudioRendition(
                index,
                track.StreamIndex,
                Languages.Tag(track.Language),
                names.Take(track.Title, track.Language),
                2,
                track.Channels,
                options.AudioBitRate,
                track == preferred))];
    }

    private static ImmutableArray<SubtitleRendition> Subtitles(MediaProbe probe, PlanOptions options)
    {
        var names = new TrackNames("Subtitles");
        return
        [
            .. probe.Subtitles.Where(track => track.Text).Take(options.MostSubtitleTracks).Select((track, index) => new SubtitleRendition(
                index,
                track.StreamIndex,
                Languages.Tag(track.Language),
                names.Take(track.Title, track.Language),
                track.Default,
                track.Forced)),
        ];
    }

    private static StoryboardSpec Storyboard(Rendition top, double seconds, PlanOptions options)
    {
        double interval = seconds switch { <= 120 => 1, <= 600 => 2, <= 3600 => 5, _ => 10 };
        bool upright = top.Height > top.Width;
        int width = upright ? options.StoryboardTileWidth * 9 / 16 : options.StoryboardTileWidth;
        int height = (int)Math.Round((double)width * top.Height / top.Width / 2, MidpointRounding.AwayFromZero) * 2;
        return new StoryboardSpec(interval, 10, 10, width / 2 * 2, Math.Clamp(height, 16, options.StoryboardTileWidth * 2));
    }
}
