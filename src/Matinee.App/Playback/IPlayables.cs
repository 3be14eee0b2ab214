using Matinee.App.Library;
using Matinee.App.Transcoding;

namespace Matinee.App.Playback;

/// <summary>Where playback reads what may be played. Both answers may be null; neither is cached behind this line for long.</summary>
internal interface IPlayables
{
    ValueTask<Video?> FindVideoAsync(VideoId id, CancellationToken cancellationToken);

    /// <param name="planVersion">Null for the one that viewers are given now.</param>
    ValueTask<PublishedVideo?> FindPublishedAsync(VideoId id, int? planVersion, CancellationToken cancellationToken);

    /// <summary>Caption files that the owner added, beside the subtitles of the film itself.</summary>
    Task<IReadOnlyList<CaptionTrack>> ListCaptionsAsync(VideoId id, CancellationToken cancellationToken);

    Task<IReadOnlyList<VideoChapter>> ListChaptersAsync(VideoId id, CancellationToken cancellationToken);

    /// <summary>Adds counted views to the catalogue.</summary>
    Task AddViewsAsync(IReadOnlyCollection<KeyValuePair<VideoId, long>> views, CancellationToken cancellationToken);
}

/// <summary>The catalogue's and the transcoder's answers.</summary>
internal sealed class CataloguePlayables(VideoStore videos, PublishedVideos published, CaptionStore captions, ChapterStore chapters) : IPlayables
{
    public async ValueTask<Video?> FindVideoAsync(VideoId id, CancellationToken cancellationToken) => await videos.FindAsync(id, cancellationToken);

    public ValueTask<PublishedVideo?> FindPublishedAsync(VideoId id, int? planVersion, CancellationToken cancellationToken) =>
        published.FindAsync(id, planVersion, cancellationToken);

    public Task<IReadOnlyList<CaptionTrack>> ListCaptionsAsync(VideoId id, CancellationToken cancellationToken) =>
        captions.ListAsync(id, cancellationToken);

    public Task<IReadOnlyList<VideoChapter>> ListChaptersAsync(VideoId id, CancellationToken cancellationToken) =>
        chapters.ListAsync(id, cancellationToken);

    public Task AddViewsAsync(IReadOnlyCollection<KeyValuePair<VideoId, long>> views, CancellationToken cancellationToken) =>
        videos.AddViewsAsync(views, cancellationToken);
}
