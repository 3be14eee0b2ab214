using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Matinee.App.Playback;

/// <summary>Sends a rendered text: 304 or 200, gzipped where the client takes it.</summary>
internal static class TextSender
{
    private static readonly StringValues Gzip = "gzip";
    private static readonly StringValues Vary = "Accept-Encoding";

    /// <returns>Bytes of the body.</returns>
    public static async ValueTask<long> SendAsync(HttpContext context, RenderedText text)
    {
        var headers = context.Response.Headers;
        var body = text.Plain;
        var tag = text.ETag;
        if (AcceptsGzip(context.Request.Headers.AcceptEncoding) && text.Gzip is { } gzip)
        {
            body = gzip;
            tag = text.GzipETag;
            headers.ContentEncoding = Gzip;
        }

        headers.ETag = tag;
        headers.CacheControl = text.CacheControl;
        headers.Vary = Vary;
        if (EntityTags.Match(context.Request.Headers.IfNoneMatch, tag))
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return 0;
        }

        headers.ContentType = text.ContentType;
        headers.ContentLength = body.Length;
        if (HttpMethods.IsHead(context.Request.Method))
            return 0;
        await context.Response.BodyWriter.WriteAsync(body, context.RequestAborted);
        return body.Length;
    }

    private static bool AcceptsGzip(StringValues accepted)
    {
        foreach (var line in accepted)
        {
            foreach (var range in line.AsSpan().Split(','))
            {
                var coding = line.AsSpan(range).Trim();
                // "gzip;q=0" is a refusal, and any other weight of gzip is as good as identity.
                if (coding.StartsWith("gzip", StringComparison.OrdinalIgnoreCase) && !coding.EndsWith("q=0", StringComparison.OrdinalIgnoreCase)
                    && !coding.Contains("q=0.0", StringComparison.OrdinalIgnoreCase))
                    return true;
            }
        }

        return false;
    }
}
