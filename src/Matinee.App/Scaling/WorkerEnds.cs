using Matinee.App.Database;
using Matinee.App.Fleet;

namespace Matinee.App.Scaling;

/// <summary>Workers that are told to end; each hears it with its next heartbeat. What an executor started, it starts again while it is wanted.</summary>
internal sealed class WorkerEnds(WorkerOrders orders, ScalingStore store)
{
    public const string All = "all-workers";

    /// <returns>False for a worker that nobody knows.</returns>
    public async Task<bool> EndAsync(string target, string mode, CancellationToken cancellationToken)
    {
        if (target != All)
            return EntityIds.TryParse<WorkerId>(target, out var id) && await orders.EndAsync(id, mode, cancellationToken);
        await store.AskAsync(-int.MaxValue, 0, "removed", "all workers were told to end", cancellationToken);
        await orders.EndAllAsync(mode, cancellationToken);
        return true;
    }
}
