using System.Security.Claims;
using Matinee.App.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Matinee.App.Transcoding.Orders;

/// <summary>Orders over HTTP: placed, moved in the queue, stopped in parts, looked into.</summary>
internal static class OrderEndpoints
{
    public static void Map(IEndpointRouteBuilder jobs)
    {
        jobs.MapPost("", SubmitAsync).WithIdempotencyKey()
            .WithSummary("Orders an encode: a ladder of a video (segmented), or one file of a video or an object.");
        jobs.MapPatch("/{id}", PrioritiseAsync).WithSummary("Moves an unfinished job in the queue; what runs is left alone.");
        jobs.MapDelete("/{id}/tasks/{task}", CancelTaskAsync).WithSummary("Stops one task. A job that cannot be complete without it fails, and can be taken up again.");
        jobs.MapGet("/{id}/tasks/{task}/attempts", AttemptsAsync).WithSummary("Every try at a task, oldest first: by whom, and what came of it.");
        OutputEndpoint.Map(jobs);
    }

    private static async Task<Results<Created<JobJsonShape>, Ok<JobJsonShape>, ProblemHttpResult>> SubmitAsync(
        JobOrderBody body, OrderDesk desk, JobStore jobs, TimeProvider time, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        switch (await desk.TakeAsync(body, user, cancellationToken))
        {
            case OrderOutcome.Taken taken:
                var job = await jobs.FindAsync(taken.Job.JobId, cancellationToken) ?? taken.Job;
                var shape = JobView.Of(job, await jobs.TasksAsync(job.JobId, cancellationToken), time.GetUtcNow());
                return taken.Created ? TypedResults.Created($"/api/jobs/{job.Id}", shape) : TypedResults.Ok(shape);
            case OrderOutcome.Busy busy:
                return Problems.Of(ProblemKinds.Conflict, busy.Why);
            case OrderOutcome.Wrong wrong:
                return Wrong(wrong.Fields);
            default:
                throw new InvalidOperationException("An order is taken, wrong, or meets another.");
        }
    }

    private static async Task<Results<Ok<JobJsonShape>, ProblemHttpResult>> PrioritiseAsync(
        JobId id, PriorityBody body, OrderDesk desk, JobStore jobs, TimeProvider time, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        if (await JobAccess.FindAsync(jobs, id, user, cancellationToken) is not { } job)
            return JobAccess.NoSuchJob();
        var rules = new OrderRules();
        if (body.Priority is null)
            rules.Refuse("priority", "Give the priority: low, normal, high or critical.");
        var priority = rules.Priority(body.Priority);
        if (rules.Broken.Count > 0)
            return Wrong(rules.Broken);
        return await desk.PrioritiseAsync(job, priority, cancellationToken) && await jobs.FindAsync(id, cancellationToken) is { } moved
            ? TypedResults.Ok(JobView.Of(moved, await jobs.TasksAsync(id, cancellationToken), time.GetUtcNow()))
            : Problems.Of(ProblemKinds.Conflict, $"The job is {job.State} already.");
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> CancelTaskAsync(
        JobId id, TaskId task, OrderDesk desk, JobStore jobs, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        if (await JobAccess.FindAsync(jobs, id, user, cancellationToken) is not { } job || (await jobs.TasksAsync(id, cancellationToken)).All(t => t.Id != task.Value))
            return NoSuchTask();
        return await desk.CancelTaskAsync(job, task, cancellationToken)
            ? TypedResults.NoContent()
            : Problems.Of(ProblemKinds.Conflict, "Only a task that waits or runs can be stopped.");
    }

    private static async Task<Results<Ok<AttemptList>, ProblemHttpResult>> AttemptsAsync(
        JobId id, TaskId task, OrderStore store, JobStore jobs, ClaimsPrincipal user, CancellationToken cancellationToken) =>
        await JobAccess.FindAsync(jobs, id, user, cancellationToken) is { } job && await store.AttemptsAsync(job, task, cancellationToken) is { } attempts
            ? TypedResults.Ok(new AttemptList(attempts))
            : NoSuchTask();

    private static ProblemHttpResult NoSuchTask() => Problems.Of(ProblemKinds.NotFound, "There is no such task of a job of yours.");

    private static ProblemHttpResult Wrong(IReadOnlyDictionary<string, string[]> fields) =>
        Problems.Of(ProblemKinds.Invalid, string.Join(" ", fields.Select(field => $"{field.Key}: {string.Concat(field.Value)}")), errors: fields);
}
