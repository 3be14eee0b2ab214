using Matinee.App.Library;

namespace Matinee.App.Playback;

/// <summary>Makes the URLs that a viewer plays a video with. Whether the viewer may is asked of <see cref="VideoAccess"/> before.</summary>
public sealed class PlaybackUrls
{
    private readonly PlaybackCatalogue _catalogue;
    private readonly PlaybackToken _tokens;

    internal PlaybackUrls(PlaybackCatalogue catalogue, PlaybackToken tokens)
    {
        _catalogue = catalogue;
        _tokens = tokens;
    }

    /// <param name="address">The viewer's, for installations that bind URLs to it.</param>
    /// <returns>Null while nothing of the video plays.</returns>
    public async Task<PlaybackLinks?> ForAsync(Video video, string? address, CancellationToken cancellationToken)
    {
        if ((await _catalogue.FindAsync(video.Id.Value, cancellationToken))?.Current is not { Master: not null } current)
            return null;
        var (root, expiresAt) = Root(video, address);
        return new PlaybackLinks(
            root + "master.m3u8",
            expiresAt,
            current.Storyboard is null ? null : root + "storyboard.vtt",
            current.Poster is null ? null : root + "poster.jpg",
            [],
            []);
    }

    /// <summary>The poster's URL for lists; it answers 404 until there is one.</summary>
    public string Poster(Video video, string? address) => Root(video, address).Path + "poster.jpg";

    private (string Path, DateTimeOffset? ExpiresAt) Root(Video video, string? address)
    {
        if (video.Visibility == Visibility.Public)
            return ($"/hls/{video.Id}/", null);
        var (token, expiresAt) = _tokens.Issue(video.Id, address);
        return ($"/hls/{video.Id}~{token}/", expiresAt);
    }
}
