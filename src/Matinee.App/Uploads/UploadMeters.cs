using System.Diagnostics.Metrics;

namespace Matinee.App.Uploads;

/// <summary>Figures of uploads. Told by <see cref="UploadStore"/>, through which every change of state goes.</summary>
internal sealed class UploadMeters : IDisposable
{
    private readonly Meter _meter = new("Matinee.Uploads");
    private readonly Counter<long> _created;
    private readonly Counter<long> _completed;
    private readonly Counter<long> _failed;
    private readonly Counter<long> _expired;
    private readonly Counter<long> _cancelled;
    private readonly Counter<long> _bytes;
    private long _open;

    public UploadMeters()
    {
        _created = _meter.CreateCounter<long>("matinee_uploads_created_total", description: "Uploads begun.");
        _completed = _meter.CreateCounter<long>("matinee_uploads_completed_total", description: "Uploads handed to the library.");
        _failed = _meter.CreateCounter<long>("matinee_uploads_failed_total", description: "Uploads that were no video, or arrived changed.");
        _expired = _meter.CreateCounter<long>("matinee_uploads_expired_total", description: "Uploads that were never finished.");
        _cancelled = _meter.CreateCounter<long>("matinee_uploads_cancelled_total", description: "Uploads ended by their owner.");
        _bytes = _meter.CreateCounter<long>("matinee_uploads_bytes_total", "By", "Bytes of uploads made durable.");
        _meter.CreateObservableGauge("matinee_uploads_open", () => Math.Max(0, Volatile.Read(ref _open)), description: "Unfinished uploads.");
    }

    /// <summary>What the table says; the sweep puts right what another process did.</summary>
    public long Open
    {
        set => Volatile.Write(ref _open, value);
    }

    public void Created()
    {
        _created.Add(1);
        Interlocked.Increment(ref _open);
    }

    public void Received(long bytes) => _bytes.Add(bytes);

    public void Ended(UploadState state)
    {
        Interlocked.Decrement(ref _open);
        var ended = state switch
        {
            UploadState.Completed => _completed,
            UploadState.Failed => _failed,
            UploadState.Expired => _expired,
            _ => _cancelled,
        };
        ended.Add(1);
    }

    public void Dispose() => _meter.Dispose();
}
