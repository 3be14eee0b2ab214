using Matinee.App.Fleet;
using Matinee.App.Transcoding;

namespace Matinee.App.Scaling;

/// <summary>Who is registered, and what there is to do.</summary>
internal sealed class FleetCensus(WorkerStore workers, IWorkerLeases leases, WorkBacklog backlog)
{
    /// <summary>
    /// Rows first, tasks second: a worker that is seen draining is given nothing any more, so that no tasks afterwards means
    /// that it has none. The other way round, one could be given between the two.
    /// </summary>
    public async Task<IReadOnlyDictionary<string, FleetMember>> MembersAsync(CancellationToken cancellationToken)
    {
        var rows = await workers.ListAsync(cancellationToken);
        var active = await leases.CountAsync(cancellationToken);
        return rows.ToDictionary(row => row.Name, row => new FleetMember(
            row.WorkerId, row.Name, row.Slots, row.State, row.SilentMs <= leases.Lifetime.TotalMilliseconds, active.GetValueOrDefault(row.Id)));
    }

    public Task<BacklogFigures> BacklogAsync(CancellationToken cancellationToken) => backlog.ReadAsync(cancellationToken);
}
