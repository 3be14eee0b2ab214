using System.Collections.Immutable;
using Matinee.App.Accounts;
using Matinee.App.Http;
using Matinee.App.Library;
using Matinee.App.Playback;
using Microsoft.AspNetCore.Http;

namespace Matinee.App.Pages.Watch;

/// <summary>Gathers a <see cref="WatchView"/> for one viewer.</summary>
internal sealed class WatchViews(
    VideoStore videos, PlaybackUrls playback, UserDirectory users, PositionStore positions, PublicLinks links)
{
    private const int NextCount = 8;

    public async Task<WatchView> ForAsync(Video video, HttpContext context, bool embedded, CancellationToken cancellationToken)
    {
        var address = context.Connection.RemoteIpAddress?.ToString();
        var viewer = new WatchViewer(context.User.FindUserId() is not null, VideoAccess.Owns(video, context.User), embedded);
        var play = video.IsPlayable ? await playback.ForAsync(video, address, cancellationToken) : null;
        var position = context.User.FindUserId() is { } user ? await positions.FindAsync(user, video.Id, cancellationToken) : null;
        ImmutableArray<Video> nextVideos = embedded ? [] : await NextAsync(video, context, cancellationToken);
        var names = await users.FindAllAsync(nextVideos.Append(video).Select(one => one.OwnerId), cancellationToken);
        string NameOf(Video one) => names.TryGetValue(one.OwnerId, out var owner) ? owner.Name : "";

        ImmutableArray<NextUp> next = [.. nextVideos.Select(one => new NextUp(one, NameOf(one), playback.Poster(one, address)))];
        var first = next.IsEmpty ? null : new NextVideo(next[0].Url, next[0].Video.Title, next[0].Picture);
        return new WatchView(
            video,
            NameOf(video),
            PlayerSetup.Of(video, play, position?.Seconds, viewer, first),
            play?.PosterUrl,
            next,
            links.Absolute(context.Request, $"/watch/{video.Id}"),
            play?.PosterUrl is { } poster ? links.Absolute(context.Request, poster) : null);
    }

    // What plays and what this viewer may see: the same owner's first, then the newest.
    private async Task<ImmutableArray<Video>> NextAsync(Video video, HttpContext context, CancellationToken cancellationToken)
    {
        var page = await videos.ListAsync(new VideoQuery
        {
            Viewer = context.User.FindUserId(),
            IncludeMembers = context.User.Role() >= Role.Member,
            Limit = NextCount * 2,
        }, cancellationToken);
        return
        [
            .. page.Items
                .Where(other => other.Id != video.Id && other.IsPlayable)
                .OrderByDescending(other => other.OwnerId == video.OwnerId)
                .Take(NextCount),
        ];
    }
}
