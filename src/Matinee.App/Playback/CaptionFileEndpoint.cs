using Matinee.App.Database;
using Matinee.App.Http;
using Matinee.App.Library;
using Matinee.App.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Matinee.App.Playback;

/// <summary><c>/hls/{id}~{token}/captions/{caption}.vtt</c>: the owner's caption files, for those whose right to the film is in the address.</summary>
internal static class CaptionFileEndpoint
{
    public const string Route = "/hls/{place}/captions/{file}.vtt";

    public static async Task<Results<FileStreamHttpResult, ProblemHttpResult>> GetAsync(
        string place, string file, HttpContext context, PlaybackToken tokens, CaptionStore captions, IObjectStore objects)
    {
        var cancellationToken = context.RequestAborted;
        if (place.Split('~', 2) is not [var video, var token] || !EntityIds.TryParse<VideoId>(video, out var id) || !EntityIds.TryParse<CaptionId>(file, out var caption)
            || !tokens.IsValid(id.Value, token, context.Connection.RemoteIpAddress?.ToString())
            || await captions.FindAsync(id, caption, cancellationToken) is not { } track
            || await objects.OpenReadAsync(track.Key, cancellationToken) is not { } content)
            return Problems.Of(ProblemKinds.NotFound, "There are no such captions, or the address has expired.");
        context.Response.Headers.CacheControl = "private, max-age=3600"; // the right may end before a day does
        return TypedResults.Stream(content, "text/vtt; charset=utf-8");
    }
}
