using System.Security.Claims;
using Matinee.App.Accounts;
using Matinee.App.Http;
using Matinee.App.Library;
using Matinee.App.Transcoding.Events;
using Matinee.App.Transcoding.Orders;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Matinee.App.Transcoding;

/// <summary>Jobs over HTTP. A job is its owner's and the administrators'; for everybody else there is none.</summary>
internal static class JobEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/videos/{id}/process", ProcessAsync).RequireAuthorization(Policies.Member)
            .WithSummary("Encodes a video again. What plays goes on playing until the new encode is complete.");
        var jobs = routes.MapGroup("/api/jobs").RequireAuthorization(Policies.Member);
        jobs.MapGet("", ListAsync).WithSummary("Your jobs, newest first; an administrator sees everybody's, unless ?mine=true. Filters: state, videoId.");
        JobEventEndpoints.Map(jobs);
        OrderEndpoints.Map(jobs);
        jobs.MapGet("/{id}", GetAsync).WithSummary("One job with its tasks.");
        jobs.MapDelete("/{id}", CancelAsync).WithSummary("Cancels a job. What was playable before it stays so.");
        jobs.MapPost("/{id}/retry", RetryAsync).WithSummary("Takes up a failed or cancelled job; what was done stays done.");
        jobs.MapPost("/{id}/tasks/{task}/retry", RetryTaskAsync).WithSummary("Tries one failed task again.");
    }

    private static async Task<Results<Accepted<JobStarted>, ProblemHttpResult>> ProcessAsync(
        VideoId id, VideoAccess access, JobStarts starts, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        if (await access.ForEditingAsync(id, user, cancellationToken) is not { } video)
            return Problems.Of(ProblemKinds.NotFound, "There is no such video of yours.");
        if (video.Source is not { } source)
            return Problems.Of(ProblemKinds.Conflict, "The upload of this video is not complete yet.");
        var job = await starts.StartAsync(video, source, JobPriority.Normal, cancellationToken);
        return TypedResults.Accepted($"/api/jobs/{job.Id}", new JobStarted(job.Id));
    }

    private static async Task<Results<Ok<Page<JobJsonShape>>, ProblemHttpResult>> ListAsync(
        [AsParameters] JobListParameters asked, JobStore jobs, TimeProvider time, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        if (asked.State is { } state && !JobListParameters.States.Contains(state))
            return Problems.Of(ProblemKinds.Invalid, $"The state is one of {string.Join(", ", JobListParameters.States)}.");
        var size = PageLimit.Of(asked.Limit);
        var owner = user.IsAdmin() && asked.Mine != true ? (UserId?)null : user.UserId();
        var rows = await jobs.ListAsync(owner, asked.VideoId, asked.Cursor?.Id, size.Rows + 1, cancellationToken, asked.State);
        var counts = await jobs.CountsAsync([.. rows.Select(row => row.Id)], cancellationToken);
        return TypedResults.Ok(Page.Of(rows, size, row => new PageCursor(row.Id, row.Id), row => JobView.Of(row, counts.GetValueOrDefault(row.Id), time.GetUtcNow())));
    }

    private static async Task<Results<Ok<JobJsonShape>, ProblemHttpResult>> GetAsync(
        JobId id, JobStore jobs, TimeProvider time, ClaimsPrincipal user, CancellationToken cancellationToken) =>
        await JobAccess.FindAsync(jobs, id, user, cancellationToken) is { } job
            ? TypedResults.Ok(JobView.Of(job, await jobs.TasksAsync(id, cancellationToken), time.GetUtcNow()))
            : JobAccess.NoSuchJob();

    private static async Task<Results<NoContent, ProblemHttpResult>> CancelAsync(
        JobId id, JobStore jobs, JobOutcomes outcomes, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        if (await JobAccess.FindAsync(jobs, id, user, cancellationToken) is not { } job)
            return JobAccess.NoSuchJob();
        var failure = new VideoFailure("cancelled", "Processing was cancelled", "Start it again when you like; the file is still here.");
        return await outcomes.StopAsync(job, "cancelled", failure, cancellationToken)
            ? TypedResults.NoContent()
            : Problems.Of(ProblemKinds.Conflict, $"The job is {job.State} already.");
    }

    private static Task<Results<Accepted<JobStarted>, ProblemHttpResult>> RetryAsync(
        JobId id, JobStore jobs, JobRetry retry, ClaimsPrincipal user, CancellationToken cancellationToken) =>
        TakeUpAsync(id, null, jobs, retry, user, cancellationToken);

    private static Task<Results<Accepted<JobStarted>, ProblemHttpResult>> RetryTaskAsync(
        JobId id, TaskId task, JobStore jobs, JobRetry retry, ClaimsPrincipal user, CancellationToken cancellationToken) =>
        TakeUpAsync(id, task, jobs, retry, user, cancellationToken);

    private static async Task<Results<Accepted<JobStarted>, ProblemHttpResult>> TakeUpAsync(
        JobId id, TaskId? task, JobStore jobs, JobRetry retry, ClaimsPrincipal user, CancellationToken cancellationToken)
    {
        if (await JobAccess.FindAsync(jobs, id, user, cancellationToken) is not { } job)
            return JobAccess.NoSuchJob();
        return await retry.RetryAsync(job, task, cancellationToken)
            ? TypedResults.Accepted($"/api/jobs/{job.Id}", new JobStarted(job.Id))
            : Problems.Of(ProblemKinds.Conflict, task is null
                ? $"The job is {job.State}, or another of the same video is under way; only a failed or cancelled one can be taken up."
                : "Only a failed task of a job that is failed or under way can be tried again.");
    }
}
