using Matinee.App.Library;

namespace Matinee.App.Playback;

/// <summary>Makes the URLs that a viewer plays a video with. Whether the viewer may is asked of <see cref="VideoAccess"/> before.</summary>
public sealed class PlaybackUrls
{
    private readonly PlaybackCatalogue _catalogue;
    private readonly PlaybackToken _tokens;
    private readonly IPlayables _playables;

    internal PlaybackUrls(PlaybackCatalogue catalogue, PlaybackToken tokens, IPlayables playables)
    {
        _catalogue = catalogue;
        _tokens = tokens;
        _playables = playables;
    }

    /// <param name="address">The viewer's, for installations that bind URLs to it.</param>
    /// <returns>Null while nothing of the video plays.</returns>
    public Task<PlaybackLinks?> ForAsync(Video video, string? address, CancellationToken cancellationToken) =>
        LinkAsync(video, Root(video, address), isGranted: false, cancellationToken);

    /// <summary>For somebody who was given the right by other means than the video's own visibility.</summary>
    /// <param name="grant">Ends with <see cref="GrantStore.Revoked"/>.</param>
    public Task<PlaybackLinks?> ForGrantAsync(Video video, string grant, CancellationToken cancellationToken)
    {
        if (video.Visibility == Visibility.Public)
            return ForAsync(video, address: null, cancellationToken);
        var (token, expiresAt) = _tokens.IssueGranted(video.Id, grant);
        return LinkAsync(video, ($"/hls/{video.Id}~{token}/", expiresAt), isGranted: true, cancellationToken);
    }

    private async Task<PlaybackLinks?> LinkAsync(Video video, (string Path, DateTimeOffset? ExpiresAt) place, bool isGranted, CancellationToken cancellationToken)
    {
        if ((await _catalogue.FindAsync(video.Id.Value, cancellationToken))?.Current is not { Master: not null } current)
            return null;
        var (root, expiresAt) = place;
        var pictures = Pictures(current, root);
        var captions = await _playables.ListCaptionsAsync(video.Id, cancellationToken);
        var chapters = await _playables.ListChaptersAsync(video.Id, cancellationToken);
        return new PlaybackLinks(
            root + "master.m3u8",
            expiresAt,
            pictures.StoryboardUrl,
            pictures.PosterUrl,
            [.. captions.Select(c => new PlaybackCaption(c.Language, c.Label, isGranted ? $"{root}captions/{c.Id}.vtt" : c.Url))],
            [.. chapters.Select(c => new PlaybackChapter(c.Start, c.Title))]);
    }

    /// <summary>What a card of a list shows; cheaper than <see cref="ForAsync"/>.</summary>
    public async Task<PlaybackPictures> PicturesAsync(Video video, string? address, CancellationToken cancellationToken) =>
        (await _catalogue.FindAsync(video.Id.Value, cancellationToken))?.Current is { } current
            ? Pictures(current, Root(video, address).Path)
            : new PlaybackPictures(null, null);

    /// <summary>The poster's URL for lists; it answers 404 until there is one.</summary>
    public string Poster(Video video, string? address) => Root(video, address).Path + "poster.jpg";

    private static PlaybackPictures Pictures(RenderedVideo current, string root) => new(
        current.Poster is null ? null : root + "poster.jpg",
        current.Published.Storyboard is null ? null : root + "storyboard.vtt");

    private (string Path, DateTimeOffset? ExpiresAt) Root(Video video, string? address)
    {
        if (video.Visibility == Visibility.Public)
            return ($"/hls/{video.Id}/", null);
        var (token, expiresAt) = _tokens.Issue(video.Id, address);
        return ($"/hls/{video.Id}~{token}/", expiresAt);
    }
}
