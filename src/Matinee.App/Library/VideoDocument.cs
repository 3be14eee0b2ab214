using System.Collections.Immutable;
using Matinee.App.Accounts;

namespace Matinee.App.Library;

/// <summary>A video as the API shows it.</summary>
/// <param name="Mine">The caller may change it.</param>
/// <param name="Source">For who may change it; null for others and while the bytes are not here.</param>
public sealed record VideoDocument(
    VideoId Id,
    string Title,
    string Description,
    Visibility Visibility,
    VideoState State,
    double Progress,
    double EncodedSeconds,
    double? EtaSeconds,
    double? DurationSeconds,
    int? Width,
    int? Height,
    string? Fps,
    ImmutableArray<RenditionStatus> Renditions,
    VideoFailure? Failure,
    UserId OwnerId,
    bool Mine,
    bool Playable,
    long Views,
    string Url,
    string ThumbnailUrl,
    SourceDocument? Source,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt,
    DateTimeOffset? PublishedAt)
{
    internal static VideoDocument Of(Video video, bool mine) => new(
        video.Id, video.Title, video.Description, video.Visibility, video.State, video.Progress, video.EncodedSeconds, video.EtaSeconds,
        video.DurationSeconds, video.Width, video.Height, video.Fps, video.Renditions, video.Failure, video.OwnerId, mine, video.IsPlayable, video.Views,
        $"/watch/{video.Id}", $"/api/videos/{video.Id}/thumbnail",
        mine && video.Source is { } source ? new SourceDocument(source.FileName, source.ContentType, source.Bytes, source.Sha256) : null,
        video.CreatedAt, video.UpdatedAt, video.PublishedAt);
}

public sealed record SourceDocument(string FileName, string ContentType, long Bytes, string Sha256);

/// <summary>Body of <c>PATCH /api/videos/{id}</c>; what is absent stays.</summary>
/// <param name="Password">Needed when the visibility becomes <c>password</c>; changes it afterwards.</param>
public sealed record VideoPatch(string? Title, string? Description, Visibility? Visibility, string? Password);

public sealed record UnlockBody(string Password);

/// <param name="Token">Goes as <c>X-Video-Unlock</c>, as <c>?unlock=</c>, or as the cookie that was set.</param>
public sealed record Unlocked(string Token, DateTimeOffset ExpiresAt);

/// <summary>Data of the event <c>video</c>.</summary>
/// <param name="Type"><c>state</c>, <c>progress</c> or <c>deleted</c>.</param>
public sealed record VideoNews(string Type, VideoProgress Video);

public sealed record VideoProgress(
    VideoId Id, string Title, Visibility Visibility, VideoState State, double Progress, double EncodedSeconds, double? EtaSeconds, double? DurationSeconds,
    int? Width, int? Height, string? Fps, ImmutableArray<RenditionStatus> Renditions, VideoFailure? Failure)
{
    internal static VideoProgress Of(Video video) => new(
        video.Id, video.Title, video.Visibility, video.State, video.Progress, video.EncodedSeconds, video.EtaSeconds, video.DurationSeconds,
        video.Width, video.Height, video.Fps, video.Renditions, video.Failure);
}
