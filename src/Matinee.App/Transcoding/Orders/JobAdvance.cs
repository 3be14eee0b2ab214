namespace Matinee.App.Transcoding.Orders;

/// <summary>Moves a job on, whichever kind it is.</summary>
internal sealed class JobAdvance(JobStore jobs, JobSteps ladders, FileSteps files)
{
    public async Task AdvanceAsync(JobId id, CancellationToken cancellationToken)
    {
        if (await jobs.FindAsync(id, cancellationToken) is { IsFile: true, IsFinished: false } job)
            await files.AdvanceAsync(job, cancellationToken);
        else
            await ladders.AdvanceAsync(id, cancellationToken);
    }
}
