using System.Collections.Immutable;

namespace Matinee.Media.Probing;

/// <summary>What a source holds, as its headers say. Times are seconds; the timeline starts at <see cref="Origin"/>.</summary>
public sealed record MediaProbe
{
    /// <summary>ffprobe's names of the container, such as mov, mp4, m4a.</summary>
    public required ImmutableArray<string> Formats { get; init; }

    /// <summary>Length of the whole; zero when the headers do not say.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>Start of the container in its own timestamps; an MPEG-TS may begin anywhere.</summary>
    public required double Origin { get; init; }

    public required long Bytes { get; init; }

    /// <summary>Bits a second over everything; zero when unknown.</summary>
    public required long BitRate { get; init; }

    public string? Title { get; init; }

    public VideoTrack? Video { get; init; }

    /// <summary>Stream of the embedded cover art, where there is one.</summary>
    public int? CoverStreamIndex { get; init; }

    public ImmutableArray<AudioTrack> Audio { get; init; } = [];

    public ImmutableArray<SubtitleTrack> Subtitles { get; init; } = [];

    public ImmutableArray<Chapter> Chapters { get; init; } = [];

    public bool IsAudioOnly => Video is null;
}
