using Matinee.App.Database;
using Matinee.App.Nodes;
using Matinee.Realtime.Brokers;
using Matinee.Server.Configuration;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Matinee.Server.Probes;

/// <summary><c>GET /health</c>: the process answers. <c>GET /ready</c>: send it requests.</summary>
internal static class Probes
{
    private const string Ok = StoreHealth.Ok;

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
        return TypedResults.Json(new HealthAnswer(Ok, node.Id, uptime), ProbeJson.Default.HealthAnswer);
    }

    private static async Task<JsonHttpResult<Readiness>> ReadyAsync(
        ICatalogueDatabase database, StoreHealth store, IBroker broker, IHostApplicationLifetime lifetime, NodeExit exit, HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        var reachable = await database.IsReachableAsync(context.RequestAborted);
        var checks = new ReadinessChecks(reachable ? Ok : "no answer within 2 s", await store.AskAsync(), broker.Health is { IsUp: false, Reason: var why } ? "degraded: " + why : Ok, Ok, broker is not MemoryBroker);
        var status = (lifetime.ApplicationStarted.IsCancellationRequested, exit.Mode is not null, reachable) switch
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
