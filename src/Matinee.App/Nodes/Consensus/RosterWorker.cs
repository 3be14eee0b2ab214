using System.Data.Common;
using Matinee.Cluster.Registry;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Matinee.App.Nodes.Consensus;

/// <summary>The leader's care for those who join: they vote once they have caught up, and the catalogue knows where to ask for them.</summary>
internal sealed class RosterWorker(RaftConsensus consensus, ClusterIdentityStore identities, TimeProvider time, ILogger<RosterWorker> log) : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);

    private string _told = "";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await LookAsync(stoppingToken);
            }
            catch (Exception e) when (e is RegistryUnavailableException or OutcomeUnknownException or DbException)
            {
                // Nobody can join while there is no majority; the next look is as good.
            }

            await Task.Delay(Look, time, stoppingToken);
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        var (promoted, givenUp) = await consensus.PromoteAsync(cancellationToken);
        foreach (var member in promoted)
            ConsensusLog.Promoted(log, member);
        foreach (var member in givenUp)
            ConsensusLog.GivenUp(log, member);
        var peers = string.Join(',', (await consensus.ListAsync(cancellationToken)).Where(member => !member.IsLearner).Select(member => member.Peer).Order(StringComparer.Ordinal));
        if (peers == _told)
            return;
        await identities.TellPeersAsync(peers, cancellationToken);
        _told = peers;
    }
}
