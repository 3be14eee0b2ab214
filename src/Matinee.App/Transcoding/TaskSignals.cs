using System.Collections.Immutable;
using System.Threading.Channels;

namespace Matinee.App.Transcoding;

/// <summary>
/// Wakes in memory: workers that wait for a task, and the loop that advances jobs. Hints only; the sweep finds what a wake
/// missed.
/// </summary>
internal sealed class TaskSignals
{
    private const int MostWaitingJobs = 4096;

    // Full means that the sweep of all unfinished jobs does it; dropping is safe.
    private readonly Channel<JobId> _jobs = Channel.CreateBounded<JobId>(new BoundedChannelOptions(MostWaitingJobs) { FullMode = BoundedChannelFullMode.DropWrite });
    private volatile TaskCompletionSource _work = New();

    /// <summary>Take it before looking for work: what is announced after that completes it.</summary>
    public Task NextWork => _work.Task;

    public void WorkArrived() => Interlocked.Exchange(ref _work, New()).TrySetResult();

    public void JobChanged(JobId id) => _jobs.Writer.TryWrite(id);

    /// <summary>All jobs that changed, each once; empty after <paramref name="patience"/>.</summary>
    public async Task<ImmutableHashSet<JobId>> ChangedJobsAsync(TimeSpan patience, TimeProvider time, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            await _jobs.Reader.WaitToReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return [];
        }

        var changed = ImmutableHashSet.CreateBuilder<JobId>();
        while (_jobs.Reader.TryRead(out var id))
            changed.Add(id);
        return changed.ToImmutable();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
