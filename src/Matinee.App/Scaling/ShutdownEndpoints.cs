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
        routes.MapPost("/api/shutdown", ShutDown).WithTags("Workers").RequireAuthorization(Policies.Admin)
            .WithSummary("Tells this node, a worker or all workers to leave: graceful, drain or immediate.");

    private static Results<Accepted<ShutdownAnswer>, ProblemHttpResult> ShutDown(ShutdownBody body, NodeIdentity node, NodeExit exit, HttpContext context)
    {
        if (ModeOf(body.Mode ?? "graceful") is not { } mode)
            return Field("mode", "Give graceful, drain or immediate.");
        if (body.Target is not null && body.Target != node.Id)
            return Problems.Of(ProblemKinds.NotFound, $"This node is \"{node.Id}\". Another node is told by asking that node itself.");
        context.Response.OnCompleted(() =>
        {
            exit.Begin(mode);
            return Task.CompletedTask;
        });
        return TypedResults.Accepted((string?)null, new ShutdownAnswer(node.Id, WordOf(mode)));
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

    private static ProblemHttpResult Field(string name, string sentence) =>
        Problems.Of(ProblemKinds.Invalid, sentence, errors: new Dictionary<string, string[]> { [name] = [sentence] });
}
