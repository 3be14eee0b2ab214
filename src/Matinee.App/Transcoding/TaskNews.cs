using Matinee.App.Library;
using Matinee.App.Transcoding.Events;
using Microsoft.Extensions.Logging;

namespace Matinee.App.Transcoding;

/// <summary>Tells what happened to a task after its commit: to workers that wait, to the job's loop, to listeners, to the meters.</summary>
internal sealed class TaskNews(
    TaskSignals signals, JobEventFeed events, PublishedVideos published, TranscodingMeters meters, ILogger<TaskNews> logger)
{
    public Task NextWork => signals.NextWork;

    public void Started(TaskRow task)
    {
        TranscodingLog.TaskStarted(logger, task.Id, task.Kind, task.Idx, task.VideoId, task.Attempt);
        events.Wake();
        signals.JobChanged(new JobId(task.JobId));
    }

    public void Published(TaskRow task)
    {
        published.Changed(new VideoId(task.VideoId), task.PlanVersion);
        signals.JobChanged(new JobId(task.JobId));
    }

    public void Completed(TaskRow task, TimeSpan took, double cpuSeconds)
    {
        TranscodingLog.TaskCompleted(logger, task.Id, task.Kind, task.Idx, task.VideoId, cpuSeconds);
        meters.Completed(task, took, cpuSeconds);
        published.Changed(new VideoId(task.VideoId), task.PlanVersion);
        events.Wake();
        signals.JobChanged(new JobId(task.JobId));
        signals.WorkArrived();
    }

    public void Failed(TaskRow task, TaskFault fault)
    {
        var willRetry = task.State != "failed";
        TranscodingLog.TaskFailed(logger, task.Id, task.Kind, task.Idx, task.VideoId, fault.Code, fault.Detail, willRetry);
        meters.Failed(task, willRetry);
        events.Wake();
        signals.JobChanged(new JobId(task.JobId));
        signals.WorkArrived();
    }

    /// <summary>The lease ended without a word, or was given back.</summary>
    public void Lost(TaskRow task)
    {
        TranscodingLog.LeaseLost(logger, task.Id, task.Kind, task.Idx, task.VideoId, task.LostCount);
        meters.Lost(task);
        events.Wake();
        signals.JobChanged(new JobId(task.JobId));
        signals.WorkArrived();
    }
}
