using System.Diagnostics.Metrics;

namespace Matinee.App.Workers;

/// <summary>What the worker of this process does.</summary>
internal sealed class WorkerMeters : IDisposable
{
    private readonly Meter _meter = new("Matinee.Workers");
    private readonly Counter<long> _ended;
    private int _running;

    public WorkerMeters()
    {
        _ended = _meter.CreateCounter<long>("matinee_worker_tasks_total", null, "Attempts that ended on this worker, by outcome.");
        _meter.CreateObservableGauge("matinee_worker_tasks_running", () => Volatile.Read(ref _running), description: "Attempts under way on this worker.");
    }

    public void Began() => Interlocked.Increment(ref _running);

    /// <param name="outcome">done, refused, failed, lost, stalled, released or broken.</param>
    public void Ended(string outcome)
    {
        Interlocked.Decrement(ref _running);
        _ended.Add(1, new KeyValuePair<string, object?>("outcome", outcome));
    }

    public void Dispose() => _meter.Dispose();
}
