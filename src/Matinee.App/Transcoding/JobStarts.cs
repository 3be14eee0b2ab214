using Matinee.App.Library;

namespace Matinee.App.Transcoding;

/// <summary>Begins jobs, for the intake and for people.</summary>
internal sealed class JobStarts(JobStore jobs, JobOutcomes outcomes, TaskSignals signals)
{
    /// <summary>A new job, or the unfinished one that the video has.</summary>
    public async Task<JobRow> StartAsync(Video video, VideoSource source, int priority, CancellationToken cancellationToken)
    {
        var (job, created) = await jobs.CreateAsync(video, source, priority, cancellationToken);
        // Told even when it exists: the process may have died between the row and the report.
        await outcomes.BeganAsync(job, cancellationToken);
        if (created)
            signals.WorkArrived();
        signals.JobChanged(job.JobId);
        return job;
    }
}
