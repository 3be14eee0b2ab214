using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Matinee.App.Http;

/// <summary>
/// A browser attaches the cookie whoever asks; so an unsafe request that the cookie authenticated must come from our own
/// pages. Browsers say so in <c>Sec-Fetch-Site</c>, older ones in <c>Origin</c>; what sends neither is no browser, and nobody
/// can make it send a stranger's cookie. Bearer tokens and API keys are not attached by themselves and pass.
/// </summary>
internal sealed class SameOrigin(RequestDelegate next, PublicLinks links, ILogger<SameOrigin> log)
{
    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (context.User.Identity?.AuthenticationType != Schemes.Cookie || IsSafe(request.Method) || IsOurs(request))
            return next(context);
        HttpLog.CrossOrigin(log, request.Method, request.Path);
        return ProblemWriter.WriteAsync(context, Problems.Describe(
            ProblemKinds.CrossOrigin, "Another site asked this in your name. Use this site's own pages, or an API key."));
    }

    private static bool IsSafe(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method) || HttpMethods.IsTrace(method);

    private bool IsOurs(HttpRequest request)
    {
        if (request.Headers["Sec-Fetch-Site"].ToString() is { Length: > 0 } site)
            return site is "same-origin" or "none";
        return request.Headers.Origin.ToString() is not { Length: > 0 } origin
            || string.Equals(origin, links.OriginOf(request), StringComparison.OrdinalIgnoreCase)
            || string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);
    }
}
