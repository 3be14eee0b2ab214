using Matinee.App.Fleet;

namespace Matinee.App.Transcoding.Leasing;

/// <summary>
/// The workers as the dispatcher knows them, at most a second old. What it is asked for meanwhile is decided by the rows:
/// the transaction that gives a task out looks at its worker once more.
/// </summary>
internal sealed class LiveWorkers(WorkerStore workers, IWorkerLeases leases, TimeProvider time)
{
    private static readonly TimeSpan GoodFor = TimeSpan.FromSeconds(1);

    private Dictionary<WorkerId, LiveWorker> _known = new Dictionary<WorkerId, LiveWorker>();
    private long _read;

    /// <summary>Not to be called twice at a time.</summary>
    /// <param name="asking">One that is not known yet, and has come since the last time, is looked for at once.</param>
    public async Task<IReadOnlyDictionary<WorkerId, LiveWorker>> ReadAsync(IReadOnlyCollection<LeaseWaiter> asking, CancellationToken cancellationToken)
    {
        if (_read != 0 && time.GetElapsedTime(_read) < GoodFor && !asking.Any(IsNew))
            return _known;
        var read = time.GetTimestamp();
        var encoders = await workers.EncodersAsync(cancellationToken);
        var lifetime = leases.Lifetime;
        _known = (await workers.ListAsync(cancellationToken)).Select(row => Of(row, encoders[row.Id], lifetime)).ToDictionary(worker => worker.Id);
        _read = read;
        return _known;
    }

    private bool IsNew(LeaseWaiter waiter) =>
        waiter.Arrived >= _read && _known.GetValueOrDefault(waiter.Request.Worker.Id)?.Incarnation != waiter.Request.Worker.Incarnation;

    private static LiveWorker Of(WorkerRow row, IEnumerable<EncoderRow> encoders, TimeSpan lifetime) => new(
        row.WorkerId, row.Name, row.Incarnation, row.Slots,
        row is { State: "active", OrderMode: "" } && row.SilentMs <= lifetime.TotalMilliseconds,
        encoders.ToDictionary(encoder => encoder.EncoderKey, encoder => new EncoderPace(encoder.FramesPerSecond, encoder.Hardware)));
}
