using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Matinee.App.Pages;

/// <summary>Answers with a component as a whole HTML document.</summary>
public static class Html
{
    /// <summary>
    /// Scripts, sheets and frames from here only; <c>blob:</c> is what Media Source and the demuxer's worker need,
    /// <c>data:</c> under media is the empty text track that hls.js fills with the playlist's captions.
    /// An embed page replaces <c>frame-ancestors</c>.
    /// </summary>
    public const string ContentSecurityPolicy =
        "default-src 'self'; img-src 'self' data: blob:; media-src 'self' blob: data:; worker-src 'self' blob:; " +
        "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'";

    /// <summary>200, with the component's parameters by name.</summary>
    public static RazorComponentResult Page<TComponent>(HttpContext context, params ReadOnlySpan<(string Name, object? Value)> parameters)
        where TComponent : IComponent => Page<TComponent>(context, StatusCodes.Status200OK, parameters);

    public static RazorComponentResult Page<TComponent>(
        HttpContext context, int status, params ReadOnlySpan<(string Name, object? Value)> parameters)
        where TComponent : IComponent
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "strict-origin-when-cross-origin";
        // A page shows what its viewer may see: no shared cache may keep it. Back and forward still work without a fetch.
        headers.CacheControl = "private, no-cache";
        headers.Vary = "Cookie";
        var values = new Dictionary<string, object?>();
        foreach (var (name, value) in parameters)
            values[name] = value;
        return new RazorComponentResult<TComponent>(values) { StatusCode = status, PreventStreamingRendering = true };
    }
}
