using System.Collections.Immutable;

namespace Matinee.App.Playback;

/// <summary>Where a player finds one video. The answer of <c>GET /api/videos/{id}/playback</c>.</summary>
/// <param name="MasterUrl">The multivariant playlist, signed when the video is not public.</param>
/// <param name="ExpiresAt">When signed URLs end; null for a public video's, which do not.</param>
/// <param name="StoryboardUrl">WebVTT over sprite sheets; null until it is made.</param>
/// <param name="PosterUrl">JPEG; null until it is made.</param>
/// <param name="Captions">Files beside the playlist's own subtitles.</param>
/// <param name="Chapters">In order of time.</param>
public sealed record PlaybackLinks(
    string MasterUrl,
    DateTimeOffset? ExpiresAt,
    string? StoryboardUrl,
    string? PosterUrl,
    ImmutableArray<PlaybackCaption> Captions,
    ImmutableArray<PlaybackChapter> Chapters);

public sealed record PlaybackCaption(string Language, string Label, string Url);

/// <param name="Start">Seconds.</param>
public sealed record PlaybackChapter(double Start, string Title);

/// <summary>The pictures of one video; null until they are made.</summary>
public sealed record PlaybackPictures(string? PosterUrl, string? StoryboardUrl);
