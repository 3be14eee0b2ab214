using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;

namespace Matinee.App.Http;

/// <summary>Writes a problem outside of a handler: for a person as a page, for everyone else as JSON.</summary>
internal static class ProblemWriter
{
    public static Task WriteAsync(HttpContext context, ProblemDetails problem)
    {
        context.Response.StatusCode = problem.Status ?? StatusCodes.Status500InternalServerError;
        Complete(context, problem);
        return WantsPage(context.Request) && context.RequestServices.GetService<ErrorPage>() is { } page
            ? page(context, problem)
            : TypedResults.Problem(problem).ExecuteAsync(context);
    }

    /// <summary>Gives a status without a body its problem: 404 and 405 of the router, 415, and whoever set nothing but a number.</summary>
    public static Task ForStatusAsync(HttpContext context)
    {
        var kind = KindOf(context.Response.StatusCode);
        return WriteAsync(context, Problems.Describe(kind, Sentence(kind)));
    }

    public static void Complete(HttpContext context, ProblemDetails problem)
    {
        problem.Extensions["traceId"] = Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier;
        if (problem.Extensions.TryGetValue("retryAfterMs", out var wait) && wait is long milliseconds)
            context.Response.Headers.RetryAfter = Math.Max(1, (milliseconds + 999) / 1000).ToString(CultureInfo.InvariantCulture);
    }

    public static ProblemKind KindOf(int status) => status switch
    {
        401 => ProblemKinds.Unauthenticated,
        403 => ProblemKinds.Forbidden,
        404 => ProblemKinds.NotFound,
        405 => ProblemKinds.MethodNotAllowed,
        408 => ProblemKinds.TooSlow,
        409 => ProblemKinds.Conflict,
        410 => ProblemKinds.Gone,
        413 => ProblemKinds.TooLarge,
        415 => ProblemKinds.UnsupportedMedia,
        416 => ProblemKinds.RangeNotSatisfiable,
        422 => ProblemKinds.Invalid,
        429 => ProblemKinds.RateLimited,
        503 => ProblemKinds.Unavailable,
        507 => ProblemKinds.NoSpace,
        >= 500 => ProblemKinds.Internal,
        _ => ProblemKinds.Malformed,
    };

    private static bool WantsPage(HttpRequest request) =>
        !request.Path.StartsWithSegments("/api") && !request.Path.StartsWithSegments("/hls")
        && request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);

    private static string Sentence(ProblemKind kind) => kind.Status switch
    {
        400 => "A value in the address or the body is missing or malformed.",
        401 => "This needs a signed-in caller: send a bearer token, an API key, or sign in on the page.",
        403 => "Your account may not do this.",
        404 => "The address leads nowhere, or to something you may not see.",
        405 => "The address exists, but does not take this method.",
        413 => "The body is larger than this request may be.",
        415 => "Send the body in a content type that this request takes.",
        429 => "Wait a moment, then try again.",
        503 => "Try again in a moment.",
        _ => kind.Title + ".",
    };
}
