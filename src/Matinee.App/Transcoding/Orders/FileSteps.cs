using System.Text.Json;
using Matinee.App.Library;

namespace Matinee.App.Transcoding.Orders;

/// <summary>Moves a job of one file: its one task decides.</summary>
internal sealed class FileSteps(JobStore jobs, JobEnd end, FileStore files, JobOutcomes outcomes)
{
    public async Task AdvanceAsync(JobRow job, CancellationToken cancellationToken)
    {
        if (await jobs.TasksAsync(job.JobId, cancellationToken) is not [var task, ..])
            return;
        switch (task.State)
        {
            case "completed":
                var result = JsonSerializer.Deserialize(task.Result ?? "null", OrderJson.Default.FileResult);
                if (await files.CompleteAsync(job, result?.DurationSeconds ?? 0, cancellationToken) is { } finished)
                    outcomes.FileCompleted(finished);
                break;
            case "failed" or "cancelled":
                await outcomes.StopAsync(job, "failed", new VideoFailure(
                    task.FailureCode ?? "failed", task.State == "cancelled" ? "The encode was stopped" : "The encode failed",
                    task.Attempt > 1 ? $"After {task.Attempt} attempts: {task.FailureDetail}" : task.FailureDetail ?? ""), cancellationToken);
                break;
            default:
                await end.MarkRetryingAsync(job.JobId, task is { State: "ready", FailCount: > 0 }, cancellationToken);
                break;
        }
    }
}
