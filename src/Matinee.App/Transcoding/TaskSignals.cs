using System.Collections.Immutable;
using System.Threading.Channels;
using Matinee.App.Database;

namespace Matinee.App.Transcoding;

/// <summary>
/// Wakes in memory: workers that wait for a task, and the loop that advances jobs; other processes hear of them too. Hints
/// only; the sweep finds what a wake missed.
/// </summary>
internal sealed class TaskSignals
{
    private const string WorkTopic = "work";
    private const string JobTopic = "job";
    private const int MostWaitingJobs = 4096;

    // Full means that the sweep of all unfinished jobs does it; dropping is safe.
    private readonly Channel<JobId> _jobs = Channel.CreateBounded<JobId>(new BoundedChannelOptions(MostWaitingJobs) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly ICatalogueWakes _wakes;
    private volatile TaskCompletionSource _work = New();
    private volatile bool _advancesJobs;

    public TaskSignals(ICatalogueDatabase database)
    {
        _wakes = database.Wakes;
        _wakes.Subscribe(WorkTopic, _ => WakeWorkers());
        // Without an id there is nothing to do sooner than the sweep.
        _wakes.Subscribe(JobTopic, key =>
        {
            if (_advancesJobs && EntityIds.TryParse<JobId>(key, out var id))
                _jobs.Writer.TryWrite(id);
        });
    }

    /// <summary>Take it before looking for work: what is announced after that completes it.</summary>
    public Task NextWork => _work.Task;

    public void WorkArrived()
    {
        WakeWorkers();
        _wakes.Publish(WorkTopic, "");
    }

    /// <summary>The loop of this process takes it up; where there is none, those of the others.</summary>
    public void JobChanged(JobId id)
    {
        if (_advancesJobs)
            _jobs.Writer.TryWrite(id);
        else
            _wakes.Publish(JobTopic, id.Value);
    }

    /// <summary>All jobs that changed, each once; empty after <paramref name="patience"/>.</summary>
    public async Task<ImmutableHashSet<JobId>> ChangedJobsAsync(TimeSpan patience, TimeProvider time, CancellationToken cancellationToken)
    {
        _advancesJobs = true;
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

    private void WakeWorkers() => Interlocked.Exchange(ref _work, New()).TrySetResult();

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
