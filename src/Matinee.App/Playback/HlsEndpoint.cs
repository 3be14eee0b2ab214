using Matinee.App.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Matinee.App.Playback;

/// <summary>
/// Everything under <c>/hls/{id}</c>: one request delegate, no model binding. A path becomes an entry of a dictionary and a
/// number, never a file name.
/// </summary>
internal sealed class HlsEndpoint(
    PlaybackCatalogue catalogue, PlaybackToken tokens, ObjectSender sender, HlsHeaders headers, HlsAudience audience, ILogger<HlsEndpoint> logger)
{
    public Task HandleAsync(HttpContext context)
    {
        headers.Write(context.Response.Headers);
        if (HttpMethods.IsOptions(context.Request.Method))
        {
            HlsHeaders.WritePreflight(context.Response.Headers);
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        }

        if (!HlsPath.TryParse(context.Request.Path.Value, out var path))
            return RefuseAsync(context, ProblemKinds.NotFound, "There is nothing to play at this address.");
        var hasToken = !path.Token.IsEmpty;
        if (hasToken && !tokens.IsValid(path.Id.ToString(), path.Token.ToString(), context.Connection.RemoteIpAddress?.ToString()))
        {
            audience.Refused();
            return RefuseAsync(context, ProblemKinds.Forbidden, "The playback address has expired or is of another video. Load the page again.");
        }

        // The common case: a fresh entry of the current plan, without a state machine of its own.
        if (catalogue.FindFresh(path.Id) is { Current: { } current } playable && (path.Version == 0 || path.Version == current.Published.PlanVersion))
            return hasToken || playable.IsPublic ? AnswerAsync(context, playable, current, path) : RefuseUnknownAsync(context);
        return LookAsync(context, path, hasToken);
    }

    private async Task LookAsync(HttpContext context, HlsPath path, bool hasToken)
    {
        var playable = await catalogue.FindAsync(path.Id.ToString(), context.RequestAborted);
        if (playable is null || !(hasToken || playable.IsPublic))
            await RefuseUnknownAsync(context);
        else if (await catalogue.FindVersionAsync(playable, path.Version, context.RequestAborted) is { } video)
            await AnswerAsync(context, playable, video, path);
        else
            await RefuseAsync(context, ProblemKinds.NotFound, "Nothing of this video plays yet, or this version of it is gone.");
    }

    private Task AnswerAsync(HttpContext context, PlayableVideo playable, RenderedVideo video, HlsPath path)
    {
        switch (path.Resource)
        {
            case HlsResource.Master:
                if (video.Master is null)
                    return RefuseEarlyAsync(context);
                audience.Counted(context, playable.Id);
                return SendTextAsync(context, video.Master);
            case HlsResource.Playlist:
                return SendTextAsync(context, video.FindTrack(path.Variant)?.Playlist);
            case HlsResource.IFramePlaylist:
                return SendTextAsync(context, video.FindTrack(path.Variant)?.IFrames);
            case HlsResource.Storyboard:
                return SendTextAsync(context, video.Storyboard);
            case HlsResource.Init:
                return SendObjectAsync(context, video.FindTrack(path.Variant)?.Init, isSegment: false);
            case HlsResource.Segment or HlsResource.SubtitleFile:
                var asText = path.Resource == HlsResource.SubtitleFile;
                return SendObjectAsync(context, video.FindTrack(path.Variant)?.FindSegment(path.Number, asText), isSegment: !asText);
            case HlsResource.StoryboardSheet:
                return SendObjectAsync(context, path.Number < video.Sheets.Length ? video.Sheets[path.Number] : null, isSegment: false);
            default:
                return SendObjectAsync(context, video.Poster, isSegment: false);
        }
    }

    private async Task SendTextAsync(HttpContext context, RenderedText? text)
    {
        if (text is null)
            await RefuseAsync(context, ProblemKinds.NotFound, "There is no such playlist.");
        else
            audience.Sent(isSegment: false, await TextSender.SendAsync(context, text));
    }

    private async Task SendObjectAsync(HttpContext context, MediaObject? media, bool isSegment)
    {
        if (media is null)
        {
            await RefuseAsync(context, ProblemKinds.NotFound, "There is no such part of the video.");
            return;
        }

        try
        {
            audience.Sent(isSegment, await sender.SendAsync(context, media));
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The viewer left or skipped ahead.
        }
        catch (IOException e) when (!context.Response.HasStarted)
        {
            PlaybackLog.Unreadable(logger, media.Key.Value, context.Request.Path, e);
            context.Response.Headers.ContentLength = null;
            await RefuseAsync(context, ProblemKinds.Unavailable, "The store does not answer. The player will try again.");
        }
    }

    /// <summary>Said alike of what is not there and of what the caller may not know of.</summary>
    private static Task RefuseUnknownAsync(HttpContext context) =>
        RefuseAsync(context, ProblemKinds.NotFound, "There is no such video, or it needs a playback address of its own.");

    private static Task RefuseEarlyAsync(HttpContext context)
    {
        context.Response.Headers.RetryAfter = "1";
        return RefuseAsync(context, ProblemKinds.Unavailable, "The first seconds of the video are being encoded.");
    }

    private static Task RefuseAsync(HttpContext context, ProblemKind kind, string detail)
    {
        context.Response.Headers.CacheControl = "no-store";
        return Problems.Of(kind, detail).ExecuteAsync(context);
    }
}
