using Matinee.App.Http;
using Matinee.App.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Matinee.App.Scaling;

/// <summary><c>POST /api/shutdown</c>.</summary>
internal static class ShutdownEndpoints
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/shutdown", ShutDownAsync).WithTags("Workers").RequireAuthorization(Policies.Admin)
            .WithSummary("Tells this node, a worker or all workers to leave: graceful, drain or immediate.");

    private static async Task<Results<Accepted<ShutdownAnswer>, ProblemHttpResult>> ShutDownAsync(
        ShutdownBody body, NodeIdentity node, NodeExit exit, WorkerEnds workers, HttpContext context)
    {
        if (ModeOf(body.Mode ?? "graceful") is not { } mode)
            return ScalingEndpoints.Field("mode", "Give graceful, drain or immediate.");
        var target = body.Target ?? node.Id;
        if (target == node.Id)
        {
            // The answer first: "at once" would overtake it.
            context.Response.OnCompleted(() =>
            {
                exit.Begin(mode);
                return Task.CompletedTask;
            });
        }
        else if (!await workers.EndAsync(target, WordOf(mode), context.RequestAborted))
        {
            return Problems.Of(ProblemKinds.NotFound, $"\"{target}\" is no worker. This node is \"{node.Id}\"; another node is told by asking that node itself. \"{WorkerEnds.All}\" are all workers.");
        }

        return TypedResults.Accepted((string?)null, new ShutdownAnswer(target, WordOf(mode)));
    }

    private static ExitMode? ModeOf(string word) => word switch
    {
        "graceful" => ExitMode.Graceful,
        "drain" => ExitMode.Drain,
        "immediate" => ExitMode.Immediate,
        _ => null,
    };

    private static string WordOf(ExitMode mode) => mode switch
    {
        ExitMode.Drain => "drain",
        ExitMode.Immediate => "immediate",
        _ => "graceful",
    };
}
