using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Matinee.App.Http;

/// <summary>
/// Headers that limit what a page may do. No inline script or style anywhere. <c>blob:</c> is for Media Source Extensions and
/// for the worker that the player makes of its own script; <c>data:</c> for icons in style sheets, and under media for the
/// empty text track that hls.js fills with the playlist's captions.
/// </summary>
internal sealed class SecurityHeaders
{
    private readonly RequestDelegate _next;
    private readonly string _pagePolicy;
    private readonly string _embedPolicy;

    public SecurityHeaders(RequestDelegate next, IOptions<HttpOptions> options)
    {
        _next = next;
        var content = string.Concat(options.Value.ContentOrigins.Select(origin => " " + origin));
        var policy = "default-src 'self'; script-src 'self'; style-src 'self'; font-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
            + $"img-src 'self' data: blob:{content}; media-src 'self' blob: data:{content}; connect-src 'self'{content}; worker-src 'self' blob:; manifest-src 'self'; ";
        _pagePolicy = policy + "frame-ancestors 'none'";
        _embedPolicy = policy + "frame-ancestors " + string.Join(' ', options.Value.Embedders);
    }

    public Task InvokeAsync(HttpContext context)
    {
        // At the last moment: the exception handler clears what was set before.
        context.Response.OnStarting(static state =>
        {
            var (self, http) = ((SecurityHeaders, HttpContext))state;
            self.Set(http);
            return Task.CompletedTask;
        }, (this, context));
        return _next(context);
    }

    private void Set(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        if (context.Response.ContentType?.StartsWith("text/html", StringComparison.OrdinalIgnoreCase) != true)
            return;
        var embedded = context.Request.Path.StartsWithSegments("/embed");
        headers.ContentSecurityPolicy = embedded ? _embedPolicy : _pagePolicy;
        headers["Referrer-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(), payment=(), usb=()";
        if (embedded)
            return;
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers.XFrameOptions = "DENY";
    }
}
