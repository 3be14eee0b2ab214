using System.Text.Json;
using Matinee.App.Accounts;
using Matinee.App.Library;
using Microsoft.Extensions.Logging;

namespace Matinee.App.Transcoding;

/// <summary>Tells what happened to a task after its commit: to workers that wait, to the job's loop, to listeners, to the meters.</summary>
internal sealed class TaskNews(
    TaskSignals signals, JobEvents events, PublishedVideos published, TaskBriefs briefs, TranscodingMeters meters, ILogger<TaskNews> logger)
{
    public Task NextWork => signals.NextWork;

    public void Started(TaskRow task)
    {
        TranscodingLog.TaskStarted(logger, task.Id, task.Kind, task.Idx, task.VideoId, task.Attempt);
        Publish(task, "TaskStarted", JsonSerializer.Serialize(
            new TaskStartedEvent(task.JobId, task.Id, task.Kind, task.Idx, task.LeaseOwner ?? "", task.Attempt), JobJson.Default.TaskStartedEvent));
        signals.JobChanged(new JobId(task.JobId));
    }

    public async Task ProgressAsync(TaskId id, CancellationToken cancellationToken)
    {
        if (await briefs.FindAsync(id, cancellationToken) is { } task)
            Progress(task);
    }

    public void Published(TaskRow task)
    {
        published.Changed(new VideoId(task.VideoId), task.PlanVersion);
        Progress(task);
        signals.JobChanged(new JobId(task.JobId));
    }

    public void Completed(TaskRow task, TimeSpan took, double cpuSeconds)
    {
        TranscodingLog.TaskCompleted(logger, task.Id, task.Kind, task.Idx, task.VideoId, cpuSeconds);
        meters.Completed(task, took, cpuSeconds);
        published.Changed(new VideoId(task.VideoId), task.PlanVersion);
        Publish(task, "TaskCompleted", JsonSerializer.Serialize(
            new TaskCompletedEvent(task.JobId, task.Id, task.Kind, task.Idx, new TaskResultJson(cpuSeconds, task.TotalFrames)), JobJson.Default.TaskCompletedEvent));
        signals.JobChanged(new JobId(task.JobId));
        signals.WorkArrived();
    }

    public void Failed(TaskRow task, TaskFault fault)
    {
        var willRetry = task.State == "ready";
        TranscodingLog.TaskFailed(logger, task.Id, task.Kind, task.Idx, task.VideoId, fault.Code, fault.Detail, willRetry);
        meters.Failed(task, willRetry);
        Publish(task, "TaskFailed", JsonSerializer.Serialize(
            new TaskFailedEvent(task.JobId, task.Id, task.Kind, task.Idx, new FailureJson(fault.Code, fault.Detail), willRetry), JobJson.Default.TaskFailedEvent));
        signals.JobChanged(new JobId(task.JobId));
        signals.WorkArrived();
    }

    /// <summary>The lease ended without a word, or was given back.</summary>
    public void Lost(TaskRow task)
    {
        TranscodingLog.LeaseLost(logger, task.Id, task.Kind, task.Idx, task.VideoId, task.LostCount);
        meters.Lost(task);
        signals.JobChanged(new JobId(task.JobId));
        signals.WorkArrived();
    }

    private void Progress(TaskRow task) =>
        Publish(task, "TaskProgress", JsonSerializer.Serialize(
            new TaskProgressEvent(task.JobId, task.Id, task.Kind, task.Idx, Math.Round(task.Progress, 4)), JobJson.Default.TaskProgressEvent));

    private void Publish(TaskRow task, string name, string data) => events.Publish(new JobId(task.JobId), new UserId(task.OwnerId), name, data);
}
