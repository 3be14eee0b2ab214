using System.Data.Common;
using Matinee.App.Http;
using Matinee.App.Streams;
using Matinee.App.Streams.Audience;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Matinee.App.Playback;

/// <summary>Everything under <c>/hls/s...</c>: playlists and segments of streams, from any node.</summary>
internal sealed class StreamDelivery(
    StreamFinder finder, StreamAudience audience, ObjectSender sender, HlsHeaders headers, PlaybackMetrics metrics, ILogger<StreamDelivery> logger)
{
    private const int ComeBackSeconds = 5;

    public async Task HandleAsync(HttpContext context)
    {
        headers.Write(context.Response.Headers);
        if (HttpMethods.IsOptions(context.Request.Method))
        {
            HlsHeaders.WritePreflight(context.Response.Headers);
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }

        if (!StreamPath.TryParse(context.Request.Path.Value, out var path))
        {
            await RefuseAsync(context, ProblemKinds.NotFound, "There is nothing to play at this address.");
            return;
        }

        try
        {
            await AnswerAsync(context, path);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The viewer left or skipped ahead.
        }
        catch (Exception e) when (e is IOException or DbException or TimeoutException or Matinee.Cluster.Registry.RegistryUnavailableException && !context.Response.HasStarted)
        {
            StreamLog.Unreadable(logger, path.Stream.Value, context.Request.Path, e);
            context.Response.Headers.ContentLength = null;
            context.Response.Headers.RetryAfter = "1";
            await RefuseAsync(context, ProblemKinds.Unavailable, "What was pushed cannot be read right now. The player will try again.");
        }
    }

    private async Task AnswerAsync(HttpContext context, StreamPath path)
    {
        if (await finder.FindAsync(path, context.RequestAborted) is not { } stream)
        {
            if (path.Token is not null)
                metrics.Refused();
            await RefuseAsync(context, ProblemKinds.NotFound, "There is no such stream, or it needs a playback address of its own, or that has expired.");
            return;
        }

        if (!audience.Admit(stream.Id, ViewerOf(context)))
        {
            context.Response.Headers.RetryAfter = ComeBackSeconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
            await RefuseAsync(context, ProblemKinds.StreamFull, "As many watch this stream as may. Try again when somebody has left.");
            return;
        }

        if (path.Resource is StreamResource.Master or StreamResource.Playlist)
            await SendTextAsync(context, stream, path);
        else
            await SendMediaAsync(context, stream, path);
    }

    private async Task SendTextAsync(HttpContext context, StreamRecord stream, StreamPath path)
    {
        if (await finder.FindTextAsync(stream, path, context.RequestAborted) is not { } text)
        {
            context.Response.Headers.RetryAfter = "1";
            await RefuseAsync(context, ProblemKinds.NotFound, path.Resource == StreamResource.Master ? "Nothing has been pushed to this stream yet." : "The stream has no such variant, or nothing of it yet.");
            return;
        }

        Count(stream, isSegment: false, await TextSender.SendAsync(context, text));
    }

    private async Task SendMediaAsync(HttpContext context, StreamRecord stream, StreamPath path)
    {
        if (await finder.FindMediaAsync(stream, path, context.RequestAborted) is { } media)
            Count(stream, path.Resource == StreamResource.Segment, await sender.SendAsync(context, media));
        else
            await RefuseAsync(context, ProblemKinds.NotFound, "There is no such part of the stream, or it is kept no longer.");
    }

    private void Count(StreamRecord stream, bool isSegment, long bytes)
    {
        metrics.SentOfStream(isSegment, bytes);
        audience.Sent(stream.Id, isSegment, bytes);
    }

    /// <summary>HLS has no sessions: an address and a program make a viewer.</summary>
    private static int ViewerOf(HttpContext context) => HashCode.Combine(context.Connection.RemoteIpAddress, context.Request.Headers.UserAgent.ToString());

    private static Task RefuseAsync(HttpContext context, ProblemKind kind, string detail)
    {
        context.Response.Headers.CacheControl = "no-store";
        return Problems.Of(kind, detail).ExecuteAsync(context);
    }
}
