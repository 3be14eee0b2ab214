using Matinee.App.Http;
using Microsoft.AspNetCore.Http;

namespace Matinee.App.Limits;

/// <summary>Counts each API request, and what its endpoint asked to be counted, before anything is read of its body.</summary>
internal sealed class LimitGate(RequestDelegate next, RequestLimits limits)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (!context.Request.Path.StartsWithSegments("/api"))
            return next(context);
        var key = CallerKey.Of(context);
        var wait = limits.Take(Limit.Api, key);
        if (wait is null && context.GetEndpoint()?.Metadata.GetMetadata<LimitedBy>() is { } own)
            wait = limits.Take(own.Limit, key);
        return wait is { } delay ? ProblemWriter.WriteAsync(context, TooMany.Problem(delay)) : next(context);
    }
}
