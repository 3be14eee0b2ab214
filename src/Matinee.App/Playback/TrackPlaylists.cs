using System.Globalization;
using Matinee.App.Transcoding;
using Matinee.Media.Cmaf;
using Matinee.Media.Hls;
using Matinee.Media.Planning;

namespace Matinee.App.Playback;

/// <summary>Media playlists of one published track: growing as EVENT, then VOD with ENDLIST under the same URIs.</summary>
internal static class TrackPlaylists
{
    /// <summary>
    /// Constant for the life of a plan. Sound is cut on its own grid of 1024 samples, up to a tenth of a second beside the
    /// picture's, and a duration counts as its nearest whole second.
    /// </summary>
    public static int TargetDuration(EncodePlan plan) => Math.Max(1, (int)Math.Floor(plan.SegmentSeconds + 0.6));

    public static MediaPlaylist Media(PublishedVideo video, PublishedTrack track)
    {
        var map = new PlaylistMap("init.mp4");
        var seconds = SegmentTimes.Of(track);
        return Frame(video) with
        {
            IndependentSegments = true,
            Segments = [.. track.Segments.Select((s, i) => new PlaylistSegment(SegmentName(s.Number), seconds[i]) { Map = map })],
        };
    }

    /// <summary>Key frames as byte ranges of the video segments (RFC 8216bis, 4.4.3.6): trick play costs no extra encode.</summary>
    public static MediaPlaylist IFrames(PublishedVideo video, PublishedTrack track)
    {
        var variant = $"../../variants/{track.Variant}/";
        var map = new PlaylistMap(variant + "init.mp4");
        var seconds = SegmentTimes.Of(track);
        return Frame(video) with
        {
            IFramesOnly = true,
            Segments =
            [
                .. track.Segments.Select((s, i) => new PlaylistSegment(variant + SegmentName(s.Number), seconds[i])
                {
                    Map = map,
                    Range = new ByteRange(s.KeyframeOffset, s.KeyframeBytes),
                }),
            ],
        };
    }

    /// <summary>One WebVTT file over the whole length; it is there as a whole or not at all.</summary>
    public static MediaPlaylist Subtitles(PublishedVideo video)
    {
        var seconds = (decimal)Math.Round(video.Plan.End ?? video.Plan.FrameRate.Seconds(video.Plan.ExpectedFrames), 6);
        return new MediaPlaylist
        {
            TargetDuration = Math.Max(1, (int)Math.Round(seconds, MidpointRounding.AwayFromZero)),
            Type = PlaylistType.Vod,
            EndList = true,
            Segments = [new PlaylistSegment("segment_0.vtt", seconds)],
        };
    }

    private static MediaPlaylist Frame(PublishedVideo video) => new()
    {
        TargetDuration = TargetDuration(video.Plan),
        Type = video.Complete ? PlaylistType.Vod : PlaylistType.Event,
        // Without it players take a growing playlist for a live one and begin near its end.
        Start = video.Complete ? null : new PlaylistStart(0, Precise: true),
        EndList = video.Complete,
    };

    private static string SegmentName(long number) => string.Create(CultureInfo.InvariantCulture, $"segment_{number}.m4s");
}
