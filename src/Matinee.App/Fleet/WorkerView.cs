namespace Matinee.App.Fleet;

/// <summary>The workers as clients and pages see them.</summary>
internal sealed class WorkerView(WorkerStore workers, IWorkerLeases leases)
{
    /// <param name="full">With addresses.</param>
    public async Task<WorkerList> ListAsync(bool full, CancellationToken cancellationToken)
    {
        var active = await leases.CountAsync(cancellationToken);
        var encoders = await workers.EncodersAsync(cancellationToken);
        var rows = await workers.ListAsync(cancellationToken);
        return new WorkerList([.. rows.Select(row => Of(row, active.GetValueOrDefault(row.Id), [.. encoders[row.Id]], full))]);
    }

    private WorkerJson Of(WorkerRow row, int active, IReadOnlyList<EncoderRow> encoders, bool full) => new(
        row.Id, row.Name, encoders.Any(encoder => encoder.Hardware), row.Status(leases.Lifetime), row.Reason is { Length: > 0 } reason ? reason : null,
        active, row.Slots, [.. encoders.Select(encoder => encoder.Codec).Distinct().Order(StringComparer.Ordinal)],
        DateTimeOffset.FromUnixTimeMilliseconds(row.LastHeartbeat), DateTimeOffset.FromUnixTimeMilliseconds(row.RegisteredAt),
        [.. encoders.Select(encoder => new EncoderJson(encoder.EncoderKey, encoder.Codec, Math.Round(encoder.FramesPerSecond, 1), encoder.Hardware))],
        row.FfmpegVersion, row.Cores, row.MemoryBytes, Math.Round(row.Speed, 1), full ? row.Address : null);
}
