using Matinee.App.Http;
using Matinee.App.Transcoding;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Matinee.App.Dispatch;

/// <summary>What a worker calls about a task that it has. 403, 404, 409 and 410 mean: stop, and forget it.</summary>
internal static class TaskDeskEndpoints
{
    // A scan of a long film tells of every keyframe.
    private const long LargestResult = 16 * 1024 * 1024;
    private const int MostOutputs = 5000;
    private const int LongestName = 40;

    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(30);

    /// <summary>Every output is read back from the store before it counts.</summary>
    private static readonly TimeSpan CheckWithin = TimeSpan.FromMinutes(2);

    public static void Map(IEndpointRouteBuilder routes)
    {
        var task = routes.MapGroup("/api/worker/tasks/{id}").WithTags("Workers").RequireAuthorization(Policies.Worker)
            .AddEndpointFilter<TaskGate>();
        task.MapPost("/progress", ProgressAsync).WithRequestTimeout(CheckWithin).WithSummary("Keeps the lease, and publishes outputs that are finished already.");
        task.MapPost("/complete", CompleteAsync).WithRequestTimeout(CheckWithin).WithMetadata(new RequestSizeLimitAttribute(LargestResult))
            .WithSummary("The outputs are checked and published. Sent again, it is answered as it was the first time.");
        task.MapPost("/fail", FailAsync).WithRequestTimeout(AnswerWithin).WithSummary("The attempt came to nothing; the coordinator decides whether there is another.");
        task.MapPost("/release", ReleaseAsync).WithRequestTimeout(AnswerWithin).WithSummary("Gives the task back undone; not a failure.");
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> ProgressAsync(
        TaskId id, ProgressAsk ask, HttpContext context, TaskDesk desk, CancellationToken cancellationToken) =>
        Refuse(ask.Outputs) ?? Answer(id, await desk.ProgressAsync(context.Grant(), ask, cancellationToken));

    private static async Task<Results<NoContent, ProblemHttpResult>> CompleteAsync(
        TaskId id, CompleteAsk ask, HttpContext context, TaskDesk desk, CancellationToken cancellationToken) =>
        Refuse(ask.Outputs) ?? Answer(id, await desk.CompleteAsync(context.Grant(), ask, cancellationToken));

    private static async Task<NoContent> FailAsync(TaskId id, FailAsk ask, HttpContext context, TaskDesk desk, CancellationToken cancellationToken)
    {
        await desk.FailAsync(context.Grant(), ask, cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> ReleaseAsync(TaskId id, HttpContext context, TaskDesk desk, CancellationToken cancellationToken)
    {
        await desk.ReleaseAsync(context.Grant(), cancellationToken);
        return TypedResults.NoContent();
    }

    private static Results<NoContent, ProblemHttpResult> Answer(TaskId id, TaskReply reply) => reply switch
    {
        TaskReply.Continue => TypedResults.NoContent(),
        TaskReply.Cancel => Problems.Of(ProblemKinds.TaskCancelled, $"The job of task {id} was cancelled. Stop and forget it."),
        _ => Problems.Of(ProblemKinds.LeaseLost, $"The lease of task {id} has ended, or its result was refused. Stop and forget it."),
    };

    private static Results<NoContent, ProblemHttpResult>? Refuse(IReadOnlyList<WireOutput> outputs)
    {
        if (outputs.Count <= MostOutputs && outputs.All(IsNamed))
            return null;
        return Problems.Of(ProblemKinds.Invalid, $"A task has at most {MostOutputs} outputs, each with the name of a rendition and a number.");
    }

    /// <summary>Names become parts of keys.</summary>
    internal static bool IsNamed(WireOutput output) =>
        output.Rendition.Length is > 0 and <= LongestName && output.Number is >= 0 and < 100_000_000
        && output.Rendition.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') && Enum.IsDefined(output.Kind);
}
