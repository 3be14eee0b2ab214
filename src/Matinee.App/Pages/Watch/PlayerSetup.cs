using System.Collections.Immutable;
using Matinee.App.Library;
using Matinee.App.Playback;

namespace Matinee.App.Pages.Watch;

/// <summary>
/// The <c>setup</c> attribute of <c>&lt;matinee-player&gt;</c>: everything it needs for the first frame, so that it asks nothing
/// before the playlist. The same names as in web/src/player/setup.ts.
/// </summary>
/// <param name="Duration">Seconds; 0 while unknown.</param>
/// <param name="Fps">A fraction, or empty.</param>
/// <param name="Source">Null while nothing plays.</param>
/// <param name="ResumeAt">Where this viewer stopped, in seconds.</param>
/// <param name="Mine">The viewer may start the encode again.</param>
public sealed record PlayerSetup(
    string Id,
    string Title,
    string State,
    double Duration,
    string Fps,
    double EncodedSeconds,
    double Progress,
    VideoFailure? Failure,
    PlayerSource? Source,
    ImmutableArray<PlaybackChapter> Chapters,
    double? ResumeAt,
    bool SignedIn,
    bool Mine,
    bool Embed,
    NextVideo? Next)
{
    public static PlayerSetup Of(Video video, PlaybackLinks? links, double? resumeAt, WatchViewer viewer, NextVideo? next) => new(
        video.Id.Value,
        video.Title,
        video.State.Word(),
        video.DurationSeconds ?? 0,
        video.Fps ?? "",
        video.EncodedSeconds,
        video.Progress,
        video.State == VideoState.Failed ? video.Failure : null,
        links is null ? null : new PlayerSource(links.MasterUrl, links.StoryboardUrl, links.Captions),
        links?.Chapters ?? [],
        resumeAt,
        viewer.SignedIn,
        viewer.Owns,
        viewer.Embedded,
        next);
}

public sealed record PlayerSource(string MasterUrl, string? StoryboardUrl, ImmutableArray<PlaybackCaption> Captions);

/// <param name="Url">Of its watch page.</param>
public sealed record NextVideo(string Url, string Title, string? Picture);

public sealed record WatchViewer(bool SignedIn, bool Owns, bool Embedded);
