using System.Text.Json;
using Matinee.App.Library;
using Matinee.App.Transcoding.Events;
using Microsoft.Extensions.Logging;

namespace Matinee.App.Transcoding;

/// <summary>Tells everybody what became of a job: the library, the snapshots, the listeners, the meters, the log.</summary>
internal sealed class JobOutcomes(
    JobEnd end, PlanStore plans, VideoStore videos, JobReport report, JobAnnouncements announcements, PublishedVideos published)
{
    public async Task<bool> IsVideoGoneAsync(JobRow job, CancellationToken cancellationToken) =>
        await videos.FindAsync(new VideoId(job.VideoId), cancellationToken) is null;

    /// <summary>Processing, unless something older plays meanwhile.</summary>
    public async Task BeganAsync(JobRow job, CancellationToken cancellationToken)
    {
        if (!await plans.HasCompleteAsync(job, cancellationToken))
            await report.BeginAsync(job, cancellationToken);
    }

    /// <param name="replaces">A complete plan plays: viewers and the library hear nothing until the new one is complete too.</param>
    public async Task ProgressAsync(
        JobRow job, IReadOnlyList<TaskRow> tasks, PublishedVideo video, bool playing, bool replaces, CancellationToken cancellationToken)
    {
        if (!replaces)
            await report.ProgressAsync(job, tasks, video, playing, cancellationToken);
    }

    public async Task<bool> PlayAsync(JobRow job, CancellationToken cancellationToken)
    {
        var playing = await plans.PlayAsync(job, cancellationToken);
        published.Changed(new VideoId(job.VideoId), job.PlanVersion);
        return playing;
    }

    /// <summary>A job that made a file: nobody but its owner is told.</summary>
    public void FileCompleted(JobRow job) => announcements.Completed(job);

    public async Task CompletedAsync(JobRow job, PublishedVideo video, CancellationToken cancellationToken)
    {
        published.Changed(video.Id, job.PlanVersion);
        await report.ReadyAsync(job, video, cancellationToken);
        announcements.Completed(job);
    }

    /// <summary>Ends a job without success. What played before it plays on.</summary>
    public async Task<bool> StopAsync(JobRow job, string state, VideoFailure failure, CancellationToken cancellationToken)
    {
        if (!await end.StopAsync(job, state, failure, cancellationToken))
            return false;
        if (!job.IsFile)
        {
            published.Changed(new VideoId(job.VideoId), job.PlanVersion);
            if (!await plans.HasCompleteAsync(job, cancellationToken))
                await report.FailedAsync(job, failure, cancellationToken);
            report.Forget(job.JobId);
        }

        announcements.Stopped(job, state, failure);
        return true;
    }
}

/// <summary>The wakes, meters and log lines of a job's end; its event was committed with it.</summary>
internal sealed class JobAnnouncements(JobEventFeed events, TranscodingMeters meters, TaskSignals signals, ILogger<JobAnnouncements> logger)
{
    public void Completed(JobRow job)
    {
        var stats = JsonSerializer.Deserialize(job.Stats ?? "null", JobJson.Default.JobStatsJson);
        TranscodingLog.JobCompleted(logger, job.Id, job.VideoId, stats?.TotalTime ?? 0, stats?.Speed ?? 0);
        meters.JobEnded("completed");
        events.Wake();
    }

    public void Stopped(JobRow job, string state, VideoFailure failure)
    {
        TranscodingLog.JobStopped(logger, job.Id, job.VideoId, state, failure.Code, failure.Detail);
        meters.JobEnded(state);
        events.Wake();
        signals.WorkArrived();
    }
}
