using Matinee.App.Library;
using Microsoft.AspNetCore.Http;

namespace Matinee.App.Playback;

/// <summary>What is kept of viewers: counts.</summary>
internal sealed class HlsAudience(ViewCounter views, PlaybackMetrics metrics)
{
    public void Counted(HttpContext context, VideoId id)
    {
        if (HttpMethods.IsGet(context.Request.Method))
            views.Count(id, context.Connection.RemoteIpAddress?.ToString(), context.Request.Headers.UserAgent);
    }

    public void Sent(bool isSegment, long bytes) => metrics.Sent(isSegment, bytes);

    public void Refused() => metrics.Refused();
}
