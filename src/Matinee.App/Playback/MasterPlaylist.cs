using System.Collections.Immutable;
using System.Globalization;
using Matinee.App.Transcoding;
using Matinee.Media.Hls;
using Matinee.Media.Planning;

namespace Matinee.App.Playback;

/// <summary>The multivariant playlist of what is published of a video.</summary>
internal static class MasterPlaylist
{
    private const string AudioGroup = "audio";
    private const string SubtitleGroup = "subtitles";

    // The last audio frame may end one frame (21 ms) before the picture does.
    private const double AudioSlack = 0.05;

    // A player begins with the first variant: one that starts fast on most lines, not the tallest.
    private const int FirstShortSide = 720;

    /// <summary>Every rung has a segment, and every sound track covers the first: a player may begin.</summary>
    public static bool IsReady(PublishedVideo video)
    {
        var tracks = video.Tracks.Where(t => t.Kind != TrackKind.Subtitle).ToArray();
        if (tracks.Length == 0 || tracks.Any(t => t.Init is null || t.Segments.IsEmpty))
            return false;
        if (video.Complete)
            return true;
        if (tracks.Length < video.Plan.Renditions.Length + video.Plan.Audio.Length)
            return false;
        var first = tracks.Where(t => t.Kind == TrackKind.Video)
            .Select(t => (double)t.Segments[0].DurationTicks / t.Timescale).DefaultIfEmpty(0).Max();
        return tracks.All(t => SegmentTimes.Total(t) + AudioSlack >= first);
    }

    public static MultivariantPlaylist Build(PublishedVideo video)
    {
        var audio = video.Tracks.Where(t => t.Kind == TrackKind.Audio).ToImmutableArray();
        var pictures = InStartOrder(video.Tracks.Where(t => t.Kind == TrackKind.Video));
        var subtitles = video.Tracks.Where(t => t.Kind == TrackKind.Subtitle && !t.Segments.IsEmpty).ToImmutableArray();
        var withGroup = !pictures.IsEmpty || audio.Length > 1;
        return new MultivariantPlaylist
        {
            IndependentSegments = true,
            Renditions =
            [
                .. withGroup ? audio.Select((t, i) => Audio(video.Plan, t, isFirst: i == 0)) : [],
                .. subtitles.Select(t => Subtitle(video.Plan, t)),
            ],
            Variants = pictures.IsEmpty
                ? [AudioOnly(video, audio, withGroup ? AudioGroup : null)]
                : [.. pictures.Select(t => Variant(video, t, audio, subtitles.IsEmpty ? null : SubtitleGroup))],
            IFrameVariants = [.. pictures.Select(t => IFrame(video, t))],
        };
    }

    private static ImmutableArray<PublishedTrack> InStartOrder(IEnumerable<PublishedTrack> pictures)
    {
        var tallestFirst = pictures.OrderByDescending(t => Math.Min(t.Width, t.Height)).ToList();
        var start = tallestFirst.FindIndex(t => Math.Min(t.Width, t.Height) <= FirstShortSide);
        if (start <= 0)
            return [.. tallestFirst];
        var first = tallestFirst[start];
        tallestFirst.RemoveAt(start);
        return [first, .. tallestFirst];
    }

    private static PlaylistVariant Variant(PublishedVideo video, PublishedTrack track, ImmutableArray<PublishedTrack> audio, string? subtitleGroup)
    {
        var cap = video.Plan.Renditions.FirstOrDefault(r => r.Name == track.Name)?.MaxRate ?? 0;
        return new PlaylistVariant(PlaylistUri(track), Peak(video, track, cap) + audio.Select(t => Peak(video, t, AudioCap(video.Plan, t))).DefaultIfEmpty(0).Max())
        {
            AverageBandwidth = Average(video, track, cap) + audio.Select(t => Average(video, t, AudioCap(video.Plan, t))).DefaultIfEmpty(0).Max(),
            Codecs = string.Join(',', audio.Select(t => t.Codecs).Prepend(track.Codecs).Distinct(StringComparer.Ordinal)),
            Resolution = new Resolution(track.Width, track.Height),
            FrameRate = Math.Round((decimal)video.Plan.FrameRate.Numerator / video.Plan.FrameRate.Denominator, 3),
            AudioGroup = audio.IsEmpty ? null : AudioGroup,
            SubtitleGroup = subtitleGroup,
        };
    }

    private static PlaylistVariant AudioOnly(PublishedVideo video, ImmutableArray<PublishedTrack> audio, string? group)
    {
        var first = audio.FirstOrDefault(t => AudioOf(video.Plan, t) is { Default: true }) ?? audio[0];
        return new PlaylistVariant(PlaylistUri(first), audio.Max(t => Peak(video, t, AudioCap(video.Plan, t))))
        {
            AverageBandwidth = audio.Max(t => Average(video, t, AudioCap(video.Plan, t))),
            Codecs = string.Join(',', audio.Select(t => t.Codecs).Distinct(StringComparer.Ordinal)),
            AudioGroup = group,
        };
    }

    private static IFrameVariant IFrame(PublishedVideo video, PublishedTrack track) =>
        new($"iframes/{track.Variant}/playlist.m3u8", SegmentTimes.Peak(track.Segments, s => s.KeyframeBytes, track.Timescale, TrackPlaylists.TargetDuration(video.Plan)))
        {
            AverageBandwidth = SegmentTimes.Average(track.Segments, s => s.KeyframeBytes, track.Timescale),
            Codecs = track.Codecs,
            Resolution = new Resolution(track.Width, track.Height),
        };

    private static PlaylistRendition Audio(EncodePlan plan, PublishedTrack track, bool isFirst)
    {
        var audio = AudioOf(plan, track);
        return new PlaylistRendition(RenditionType.Audio, AudioGroup, NameOf(audio?.Name, track))
        {
            Uri = PlaylistUri(track),
            Language = LanguageTags.Bcp47(audio?.Language),
            Default = audio?.Default ?? isFirst,
            Autoselect = true,
            Channels = (audio?.Channels ?? 2).ToString(CultureInfo.InvariantCulture),
        };
    }

    private static PlaylistRendition Subtitle(EncodePlan plan, PublishedTrack track)
    {
        var subtitle = plan.Subtitles.FirstOrDefault(s => IsVariant(track, "sub", s.Index));
        return new PlaylistRendition(RenditionType.Subtitles, SubtitleGroup, NameOf(subtitle?.Name, track))
        {
            Uri = PlaylistUri(track),
            Language = LanguageTags.Bcp47(subtitle?.Language),
            Default = subtitle is { Default: true },
            Autoselect = true,
            Forced = subtitle is { Forced: true },
        };
    }

    private static AudioRendition? AudioOf(EncodePlan plan, PublishedTrack track) => plan.Audio.FirstOrDefault(a => IsVariant(track, "audio", a.Index));

    private static bool IsVariant(PublishedTrack track, string prefix, int index) =>
        track.Variant.StartsWith(string.Create(CultureInfo.InvariantCulture, $"{prefix}{index}-"), StringComparison.Ordinal);

    private static string NameOf(string? name, PublishedTrack track) => PlaylistText.Clean(name ?? "") is { Length: > 0 } clean ? clean : track.Variant;

    /// <summary>While it grows nobody knows the peak to come; the encoder's cap bounds it.</summary>
    private static long Peak(PublishedVideo video, PublishedTrack track, long cap)
    {
        var measured = SegmentTimes.Peak(track.Segments, s => s.Bytes, track.Timescale, TrackPlaylists.TargetDuration(video.Plan));
        return video.Complete ? measured : Math.Max(measured, cap);
    }

    private static long Average(PublishedVideo video, PublishedTrack track, long cap)
    {
        var measured = SegmentTimes.Average(track.Segments, s => s.Bytes, track.Timescale);
        return video.Complete ? measured : Math.Max(measured, cap);
    }

    private static long AudioCap(EncodePlan plan, PublishedTrack track) => AudioOf(plan, track)?.BitRate ?? 0;

    private static string PlaylistUri(PublishedTrack track) => $"variants/{track.Variant}/playlist.m3u8";
}
