using System.Diagnostics.Metrics;

namespace Matinee.Adapters.Remote;

/// <summary>What a remote store costs and how it does.</summary>
public sealed class StoreMeters : IDisposable
{
    private readonly Meter _meter = new("Matinee.Storage");
    private readonly Histogram<double> _duration;
    private readonly Counter<long> _failures;
    private readonly Counter<long> _retries;

    public StoreMeters()
    {
        _duration = _meter.CreateHistogram<double>("matinee_storage_request_duration_seconds", "s", "Requests to the object store that succeeded, until their answer began.");
        _failures = _meter.CreateCounter<long>("matinee_storage_request_failures_total", description: "Tries of requests to the object store that failed.");
        _retries = _meter.CreateCounter<long>("matinee_storage_retries_total", description: "Requests to the object store that were tried again.");
    }

    public void Dispose() => _meter.Dispose();

    internal void Succeeded(string operation, TimeSpan took) => _duration.Record(took.TotalSeconds, new KeyValuePair<string, object?>("operation", operation));

    internal void Failed(string operation, StoreFault fault) => _failures.Add(
        1, new("operation", operation), new("fault", fault.ToString().ToLowerInvariant()));

    internal void Retried(string operation) => _retries.Add(1, new KeyValuePair<string, object?>("operation", operation));
}
