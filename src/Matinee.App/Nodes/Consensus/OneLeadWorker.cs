using System.Net.Sockets;
using Matinee.Cluster.Leadership;
using Matinee.Cluster.Registry;
using Microsoft.Extensions.Hosting;

namespace Matinee.App.Nodes.Consensus;

/// <summary>
/// Brings the lead of the consensus to the node that leads the cluster. They part when a process hung and its member did not;
/// a machine that dies with the one and without the other would be followed by its lease only, three times later.
/// </summary>
internal sealed class OneLeadWorker(RaftConsensus consensus, LeaderElection election, NodeHttp http, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    /// <summary>Looks in a row that find them apart. Right after an election they are, for a moment.</summary>
    private const int Enough = 3;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (var apart = 0; ; await Task.Delay(Look, time, stoppingToken))
        {
            var leader = election.View is { IsHere: false, Node: { } other } ? other : null;
            apart = leader is not null && await consensus.View.ReadAsync(stoppingToken) is { LeadsHere: true } ? apart + 1 : 0;
            if (apart < Enough)
                continue;
            apart = 0;
            try
            {
                if (leader is not null && await IsReadyAsync(leader, stoppingToken))
                    await consensus.HandOverAsync(leader, stoppingToken);
            }
            catch (RegistryUnavailableException)
            {
                // The next looks are as good.
            }
        }
    }

    // A consensus that waits for one that hangs takes no writes meanwhile: not even the end of that one's lease.
    private async Task<bool> IsReadyAsync(string name, CancellationToken cancellationToken)
    {
        var member = (await consensus.ListAsync(cancellationToken)).FirstOrDefault(member => member.Node == name);
        if (!Uri.TryCreate(member?.Address, UriKind.Absolute, out var node))
            return false;
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            using var response = await http.Client.GetAsync(new Uri(node, "/ready"), HttpCompletionOption.ResponseHeadersRead, either.Token);
            return response.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or SocketException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return false;
        }
    }
}
