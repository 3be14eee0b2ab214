using Matinee.App.Nodes;
using Matinee.Server.Configuration;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Matinee.Server.Probes;

/// <summary><c>GET /health</c>: the process answers. <c>GET /ready</c>: send it requests.</summary>
internal static class Probes
{
    public static void MapProbes(this WebApplication app, ServerOptions options)
    {
        // The second port is for the scraper and the orchestrator, and may be open where the first is not.
        if (options.MetricsPort is { } port)
        {
            app.Use((context, next) =>
            {
                if (context.Connection.LocalPort != port || context.Request.Path.Value is "/metrics" or "/health" or "/ready")
                    return next(context);
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                return Task.CompletedTask;
            });
        }

        app.MapGet("/health", Health).ExcludeFromDescription();
        app.MapGet("/ready", ReadyAsync).ExcludeFromDescription();
    }

    internal static JsonHttpResult<HealthAnswer> Health(NodeIdentity node, TimeProvider time, HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        var uptime = Math.Round((time.GetUtcNow() - node.StartedAt).TotalSeconds, 3);
        return TypedResults.Json(new HealthAnswer(StoreHealth.Ok, node.Id, uptime, time.GetUtcNow()), ProbeJson.Default.HealthAnswer);
    }

    private static async Task<JsonHttpResult<Readiness>> ReadyAsync(
        ReadyChecks look, IHostApplicationLifetime lifetime, NodeExit exit, HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        var (checks, answers) = await look.AskAsync(context.RequestAborted);
        var status = (lifetime.ApplicationStarted.IsCancellationRequested, exit.Mode is not null, answers) switch
        {
            (_, true, _) => "draining",
            (false, _, _) => "starting",
            (_, _, false) => "unavailable",
            _ => "ready",
        };
        var code = status == "ready" ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        return TypedResults.Json(new Readiness(status, checks), ProbeJson.Default.Readiness, statusCode: code);
    }
}
