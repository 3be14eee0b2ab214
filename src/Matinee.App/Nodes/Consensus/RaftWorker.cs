using System.Threading.Channels;
using Matinee.Cluster.Etcd;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Matinee.App.Nodes.Consensus;

/// <summary>Tells what becomes of the member beside this process. A node whose member was taken off ends: it cannot come back as it was.</summary>
internal sealed class RaftWorker(ChannelReader<EtcdMemberNews> news, NodeIdentity node, IHostApplicationLifetime lifetime, ILogger<RaftWorker> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var change in news.ReadAllAsync(stoppingToken))
        {
            if (change.Change == EtcdMemberChange.Started)
            {
                ConsensusLog.MemberStarted(log, change.ProcessId);
            }
            else if (change.Change == EtcdMemberChange.Removed)
            {
                ConsensusLog.Removed(log, node.Id, Path.Combine(node.DataFolder, "raft"));
                lifetime.StopApplication();
                return;
            }
            else
            {
                ConsensusLog.MemberEnded(log, change.Reason);
            }
        }
    }
}
