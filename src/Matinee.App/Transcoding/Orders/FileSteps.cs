using System.Text.Json;
using Matinee.App.Library;
using Matinee.Media.Planning;

namespace Matinee.App.Transcoding.Orders;

/// <summary>Moves a job of one file: a look at the source, then the one task that decides.</summary>
internal sealed class FileSteps(JobStore jobs, JobEnd end, FileStore files, EncoderChoice encoders, JobOutcomes outcomes, TaskSignals signals)
{
    public async Task AdvanceAsync(JobRow job, CancellationToken cancellationToken)
    {
        var tasks = await jobs.TasksAsync(job.JobId, cancellationToken);
        if (tasks.FirstOrDefault(task => task.State is "failed" or "cancelled") is { } stopped)
            await FailAsync(job, stopped, cancellationToken);
        else if (tasks.FirstOrDefault(task => task.TaskKind == TaskKind.File) is { } file)
            await MoveAsync(job, file, cancellationToken);
        else if (tasks.FirstOrDefault(task => task is { TaskKind: TaskKind.Probe, State: "completed" }) is { Result: { } json })
            await BeginAsync(job, json, cancellationToken);
    }

    private async Task BeginAsync(JobRow job, string json, CancellationToken cancellationToken)
    {
        var probed = JsonSerializer.Deserialize(json, JobJson.Default.ProbeResult);
        if (probed?.Refused is { } refused)
        {
            await outcomes.StopAsync(job, "failed", new VideoFailure(refused.Code, refused.Title, refused.Detail), cancellationToken);
            return;
        }

        var probe = probed?.Probe ?? throw new InvalidOperationException($"The probe of job {job.Id} holds neither a probe nor a refusal.");
        switch (FileOrder.Planned(JobParams.Read(job.Params), probe))
        {
            case FilePlanOutcome.Refused no:
                await outcomes.StopAsync(job, "failed", new VideoFailure(no.Code, no.Title, no.Detail), cancellationToken);
                break;
            case FilePlanOutcome.Planned { Plan: var plan }:
                var caps = await encoders.ForAsync(plan.Encode, cancellationToken);
                if (await jobs.AddTasksAsync(job, [TaskGraph.File(plan.Frames ?? 0, probe.Duration.TotalSeconds, caps)], cancellationToken))
                    signals.WorkArrived();
                break;
        }
    }

    private async Task MoveAsync(JobRow job, TaskRow file, CancellationToken cancellationToken)
    {
        if (file.State == "completed")
        {
            if (await files.CompleteAsync(job, FileCheck.Read(file.Result)?.DurationSeconds ?? 0, cancellationToken) is { } finished)
                outcomes.FileCompleted(finished);
            return;
        }

        if (file.State == "ready" && await encoders.ReplaceAsync(file, cancellationToken))
            signals.WorkArrived();
        await end.MarkRetryingAsync(job.JobId, file is { State: "ready", FailCount: > 0 }, cancellationToken);
    }

    private Task<bool> FailAsync(JobRow job, TaskRow task, CancellationToken cancellationToken) => outcomes.StopAsync(job, "failed", new VideoFailure(
        task.FailureCode ?? "failed", task.State == "cancelled" ? "The encode was stopped" : "The encode failed", task.FailureDetail ?? ""), cancellationToken);
}
