using System.Collections.Immutable;
using Matinee.App.Fleet;
using Matinee.App.Transcoding.Boards;

namespace Matinee.App.Pages.Admin;

/// <summary>Workers with what came of their attempts and how fast they go.</summary>
internal sealed class WorkerFaces(WorkerStore workers, IWorkerLeases leases, WorkLanesReader lanes)
{
    /// <param name="work">What they have in hand; their speed is its speed.</param>
    public async Task<ImmutableArray<WorkerFace>> ListAsync(WorkLanes work, CancellationToken cancellationToken)
    {
        var active = await leases.CountAsync(cancellationToken);
        var encoders = await workers.EncodersAsync(cancellationToken);
        var tallies = await lanes.TalliesAsync(cancellationToken);
        var inHand = work.Attempts.Where(attempt => attempt.InHand).ToLookup(attempt => attempt.WorkerId);
        return [.. (await workers.ListAsync(cancellationToken)).Select(row => Of(row, encoders[row.Id]) with
        {
            Active = active.GetValueOrDefault(row.Id),
            Tally = tallies.GetValueOrDefault(row.Id) ?? new WorkerTally { WorkerId = row.Id },
            FramesPerSecond = inHand[row.Id].Sum(attempt => attempt.FramesPerSecond),
        })];
    }

    private WorkerFace Of(WorkerRow row, IEnumerable<EncoderRow> encoders) => new(
        row.Id, row.Name, row is { State: "removed" } && row.Status(leases.Lifetime) != "offline" ? "leaving" : row.Status(leases.Lifetime),
        row.Reason.Length > 0 ? row.Reason : null, row.Slots, row.Speed,
        [.. encoders.Select(encoder => new ShownEncoder(encoder.EncoderKey.Split('/')[0], encoder.FramesPerSecond, encoder.Hardware))],
        row.FfmpegVersion, row.Cores, row.MemoryBytes, row.Address.Length > 0 ? row.Address : null, row.LastHeartbeat);
}
