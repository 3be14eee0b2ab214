using System.Collections.Immutable;

namespace Matinee.App.Transcoding;

/// <summary>How much of a published video plays from the beginning without a gap in any track.</summary>
internal static class PlayablePrefix
{
    // Sound is cut on its own grid of 21 ms frames: it may end two of them early and still cover the picture.
    private const double SoundSlack = 0.05;

    /// <summary>The shortest of all video and audio tracks.</summary>
    public static double Seconds(PublishedVideo video)
    {
        var shortest = double.MaxValue;
        foreach (var track in video.Tracks)
        {
            if (track.Kind != TrackKind.Subtitle)
                shortest = Math.Min(shortest, Seconds(track));
        }

        return shortest == double.MaxValue ? 0 : Math.Min(shortest, video.Plan.End ?? shortest);
    }

    /// <summary>Every rung has its first segment, and sound covers it.</summary>
    public static bool IsPlayable(PublishedVideo video)
    {
        var media = video.Tracks.Where(track => track.Kind != TrackKind.Subtitle).ToImmutableArray();
        if (media.IsEmpty || media.Any(track => track.Init is null || track.Segments.IsEmpty))
            return false;
        var picture = media.Where(track => track.Kind == TrackKind.Video).Select(FirstSeconds).DefaultIfEmpty(0).Max();
        return media.Where(track => track.Kind == TrackKind.Audio).All(track => Seconds(track) + SoundSlack >= picture);
    }

    /// <summary>Null when everything the plan promises is there; else what is missing.</summary>
    public static string? Missing(PublishedVideo video)
    {
        if (!video.Plan.IsSettled || video.Plan.End is not { } end)
            return "The plan is not settled.";
        foreach (var track in video.Tracks)
        {
            if (track.Kind == TrackKind.Video && track.Segments.Length != video.Plan.TotalSegments)
                return $"{track.Name} has {track.Segments.Length} of {video.Plan.TotalSegments} segments.";
            if (track.Kind == TrackKind.Audio && Seconds(track) + SoundSlack < end)
                return $"{track.Name} ends at {Seconds(track):0.00} s of {end:0.00} s.";
        }

        return null;
    }

    /// <summary>Bits a second over the whole track.</summary>
    public static long Bandwidth(PublishedTrack track) => Seconds(track) is > 0 and var seconds ? (long)(track.Segments.Sum(s => s.Bytes) * 8 / seconds) : 0;

    public static double Seconds(PublishedTrack track) => track.Timescale == 0 ? 0 : (double)track.Segments.Sum(s => s.DurationTicks) / track.Timescale;

    private static double FirstSeconds(PublishedTrack track) => (double)track.Segments[0].DurationTicks / track.Timescale;
}
