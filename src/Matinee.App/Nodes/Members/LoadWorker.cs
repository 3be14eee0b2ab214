using Matinee.Cluster.Membership;
using Microsoft.Extensions.Hosting;

namespace Matinee.App.Nodes.Members;

/// <summary>Puts on this node's card how busy it is; each sign of life tells the others.</summary>
internal sealed class LoadWorker(LoadMeter meter, NodePresence presence, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var load = meter.Read();
            presence.Change(card => card with { Load = load });
        }
    }
}
