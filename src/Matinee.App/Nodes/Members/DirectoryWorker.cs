using Matinee.Cluster.Membership;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Matinee.App.Nodes.Members;

/// <summary>Follows who belongs, probes the others, and warns of clocks that are apart.</summary>
internal sealed class DirectoryWorker(NodeDirectory directory, NodeProbing probing, TimeProvider time, ILogger<DirectoryWorker> log) : BackgroundService
{
    private static readonly TimeSpan ClockLook = TimeSpan.FromSeconds(10);

    private readonly HashSet<string> _warned = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Task.WhenAll(directory.RunAsync(stoppingToken), probing.RunAsync(stoppingToken), WatchClocksAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The ordinary end.
        }
    }

    private async Task WatchClocksAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await Task.Delay(ClockLook, time, cancellationToken);
            foreach (var node in directory.Nodes)
            {
                if (probing.Of(node.Id).Clock is not { IsTooFar: true } gap)
                    _warned.Remove(node.Id);
                else if (_warned.Add(node.Id))
                    MemberLog.ClockFar(log, node.Id, (long)gap.Ahead.TotalMilliseconds);
            }
        }
    }
}
