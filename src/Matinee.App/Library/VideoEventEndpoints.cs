using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Claims;
using Matinee.App.Accounts;
using Matinee.App.Http;
using Microsoft.AspNetCore.Http;

namespace Matinee.App.Library;

/// <summary>
/// What happens to videos, as server-sent events. Each event is the whole picture, so a client that reconnects needs no
/// replay: the snapshot that comes first is newer than whatever its Last-Event-ID names.
/// </summary>
internal static class VideoEventEndpoints
{
    private const string EventName = "video";

    // A process that shares the database may have written the row: no event of ours tells.
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(10);

    public static async Task<IResult> WatchOne(VideoId id, HttpContext context, VideoAccess access, VideoStore videos, VideoEvents events, TimeProvider time)
    {
        var allowed = await access.DecideAsync(id, context, context.RequestAborted);
        return allowed switch
        {
            Viewing.Allowed => ServerSentEvents.Of(One(id, videos, events, time, CancellationToken.None)),
            Viewing.Locked => VideoEndpoints.Locked(),
            _ => VideoEndpoints.NotFound(),
        };
    }

    /// <summary>All videos of the caller; the snapshot holds those that are on their way, which a page may be waiting for.</summary>
    public static IResult WatchOwn(ClaimsPrincipal user, VideoStore videos, VideoEvents events) =>
        ServerSentEvents.Of(Own(user.UserId(), videos, events, CancellationToken.None));

    private static async IAsyncEnumerable<ServerSentEvent> One(
        VideoId id, VideoStore videos, VideoEvents events, TimeProvider time, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Listening before looking: what happens between the two is heard.
        using var watch = events.Open(video => video.Id == id);
        if (await videos.FindAsync(id, cancellationToken) is not { } video)
            yield break;
        yield return Tell(VideoEventKind.State, video, 0);
        while (true)
        {
            var happened = await watch.TakeAsync(LookAgain, time, cancellationToken);
            foreach (var one in happened)
            {
                // Word of another node may have been read before, and come after, what happened here.
                if (one.Kind != VideoEventKind.Deleted && one.Video.UpdatedAt < video.UpdatedAt)
                    continue;
                video = one.Video;
                yield return Tell(one.Kind, video, one.Sequence);
                if (one.Kind == VideoEventKind.Deleted)
                    yield break;
            }

            if (happened.Count > 0)
                continue;
            var seen = await videos.FindAsync(id, cancellationToken);
            if (seen is null)
            {
                yield return Tell(VideoEventKind.Deleted, video, 0);
                yield break;
            }

            if (seen.UpdatedAt > video.UpdatedAt)
                yield return Tell(VideoEventKind.State, video = seen, 0);
        }
    }

    private static async IAsyncEnumerable<ServerSentEvent> Own(
        UserId owner, VideoStore videos, VideoEvents events, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var watch = events.Open(video => video.OwnerId == owner);
        var query = new VideoQuery { Viewer = owner, Owner = owner, Sort = VideoSort.Updated, Limit = PageLimit.Most };
        foreach (var video in (await videos.ListAsync(query, cancellationToken)).Items.Where(v => v.State is not VideoState.Ready and not VideoState.Failed))
            yield return Tell(VideoEventKind.State, video, 0);
        await foreach (var happened in watch.ReadAsync(cancellationToken))
            yield return Tell(happened.Kind, happened.Video, happened.Sequence);
    }

    private static ServerSentEvent Tell(VideoEventKind kind, Video video, long sequence)
    {
        var type = kind switch
        {
            VideoEventKind.Deleted => "deleted",
            VideoEventKind.Progress => "progress",
            _ => "state",
        };
        return ServerSentEvent.Json(
            EventName, new VideoNews(type, VideoProgress.Of(video)), LibraryJson.Default.VideoNews, sequence.ToString(CultureInfo.InvariantCulture));
    }
}
