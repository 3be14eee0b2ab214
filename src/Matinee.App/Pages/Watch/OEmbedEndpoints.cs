using Matinee.App.Database;
using Matinee.App.Http;
using Matinee.App.Library;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Matinee.App.Pages.Watch;

internal static class OEmbedEndpoints
{
    public static async Task<Results<Ok<OEmbed>, ProblemHttpResult>> GetAsync(
        string url, int? maxwidth, int? maxheight, HttpContext context, VideoStore videos, WatchViews views, PublicLinks links)
    {
        // Whoever asks is a server without a viewer: only what is public may be described.
        if (FindId(url) is not { } id || await videos.FindAsync(id, context.RequestAborted) is not { Visibility: Visibility.Public } video)
            return Problems.Of(ProblemKinds.NotFound, "There is no public video at this address.");
        var view = await views.ForAsync(video, context, embedded: true, context.RequestAborted);
        context.Response.Headers.CacheControl = "public, max-age=300";
        return TypedResults.Ok(OEmbed.Of(
            view, links.Absolute(context.Request, "/"), links.Absolute(context.Request, $"/embed/{id}"), maxwidth, maxheight));
    }

    internal static VideoId? FindId(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Segments is not { Length: 3 } segments || segments[1] is not ("watch/" or "embed/"))
            return null;
        return EntityIds.TryParse<VideoId>(segments[2].TrimEnd('/'), out var id) ? id : null;
    }
}
