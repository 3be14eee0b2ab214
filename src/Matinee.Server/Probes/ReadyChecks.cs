using Matinee.App.Database;
using Matinee.App.Nodes;
using Matinee.App.Nodes.Consensus;
using Matinee.Realtime.Brokers;
using Microsoft.Extensions.Options;

namespace Matinee.Server.Probes;

/// <summary>What this node needs to serve, asked all at once.</summary>
internal sealed class ReadyChecks(ICatalogueDatabase database, StoreHealth store, IBroker broker, IConsensus consensus, IOptions<ClusterOptions> cluster)
{
    private const string Ok = StoreHealth.Ok;

    /// <returns>Whether it can do without all that is not well: not without its database, and not cut off from the others.</returns>
    public async Task<(ReadinessChecks Checks, bool Answers)> AskAsync(CancellationToken cancellationToken)
    {
        var (reach, space, agreement) = (database.IsReachableAsync(cancellationToken), store.AskAsync(), AgreeAsync(cancellationToken));
        var (reachable, agreed) = (await reach, await agreement);
        var checks = new ReadinessChecks(
            reachable ? Ok : "no answer within 2 s", await space, broker.Health is { IsUp: false, Reason: var why } ? "degraded: " + why : Ok,
            agreed ?? Ok, cluster.Value.HasConsensus || broker is not MemoryBroker);
        return (checks, reachable && agreed is null);
    }

    private async Task<string?> AgreeAsync(CancellationToken cancellationToken) =>
        cluster.Value.HasConsensus && await consensus.LookAsync(cancellationToken) is { HasQuorum: false } report ? report.Trouble ?? "no quorum" : null;
}
