namespace Matinee.App.Transcoding;

/// <summary>Takes up a stopped job, or one failed task of a job.</summary>
internal sealed class JobRetry(JobEnd end, JobOutcomes outcomes, TaskSignals signals)
{
    public async Task<bool> RetryAsync(JobRow job, TaskId? task, CancellationToken cancellationToken)
    {
        if (!await end.RetryAsync(job, task, cancellationToken))
            return false;
        if (!job.IsFile)
            await outcomes.BeganAsync(job, cancellationToken);
        signals.WorkArrived();
        signals.JobChanged(job.JobId);
        return true;
    }
}
