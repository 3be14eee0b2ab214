using System.Text.Json.Serialization;
using Matinee.App.Nodes;
using Matinee.App.Workers;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Matinee.Server.Probes;

/// <summary><c>/health</c> and <c>/ready</c> of a worker process.</summary>
internal static class WorkerProbes
{
    private const string Ok = "ok";

    public static void MapWorkerProbes(this WebApplication app)
    {
        app.MapGet("/health", Probes.Health);
        app.MapGet("/ready", Ready);
    }

    /// <summary>Ready is who takes tasks; a silent coordinator is told, and is no fault of the worker.</summary>
    private static JsonHttpResult<WorkerReadiness> Ready(RemoteWorker worker, NodeExit exit, HttpContext context)
    {
        context.Response.Headers.CacheControl = "no-store";
        var status = exit.Mode is not null ? "draining" : worker.IsReady ? "ready" : "starting";
        var checks = new WorkerChecks(worker.Silence is { } reason ? "degraded: " + reason : Ok);
        return TypedResults.Json(
            new WorkerReadiness(status, checks), WorkerProbeJson.Default.WorkerReadiness,
            statusCode: status == "ready" ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }
}

/// <param name="Status"><c>ready</c>, <c>starting</c> or <c>draining</c>.</param>
internal sealed record WorkerReadiness(string Status, WorkerChecks Checks);

internal sealed record WorkerChecks(string Coordinator);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(WorkerReadiness))]
internal sealed partial class WorkerProbeJson : JsonSerializerContext;
