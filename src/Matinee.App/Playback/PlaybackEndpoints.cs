using Matinee.App.Http;
using Matinee.App.Library;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Matinee.App.Playback;

internal static class PlaybackEndpoints
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    public static async Task<Results<Ok<PlaybackLinks>, ProblemHttpResult>> GetAsync(
        VideoId id, HttpContext context, VideoAccess access, PlaybackUrls urls, CancellationToken cancellationToken)
    {
        if (await access.ForViewingAsync(id, context, cancellationToken) is not { } video)
            return Problems.Of(ProblemKinds.NotFound, "There is no such video, or it is not yours to watch.");
        // A signed URL is a right of its own: it must not stay behind in a shared cache.
        context.Response.Headers.CacheControl = "private, no-store";
        if (await urls.ForAsync(video, context.Connection.RemoteIpAddress?.ToString(), cancellationToken) is { } links)
            return TypedResults.Ok(links);
        if (video.State == VideoState.Failed)
            return Problems.Of(ProblemKinds.Conflict, video.Failure?.Detail ?? "The video could not be encoded.");
        context.Response.Headers.RetryAfter = "1";
        return Problems.Of(ProblemKinds.Unavailable, "The first seconds of the video are being encoded.", RetryAfter);
    }
}
