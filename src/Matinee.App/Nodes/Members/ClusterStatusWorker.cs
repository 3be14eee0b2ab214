using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Matinee.App.Nodes.Members;

/// <summary>Tells the log how the cluster is, every ten seconds, and keeps the figures of it. A node that is alone has nothing to tell.</summary>
internal sealed class ClusterStatusWorker(
    ClusterBoard board, ClusterMeters meters, IOptions<ClusterOptions> options, TimeProvider time, ILogger<ClusterStatusWorker> log) : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var told = time.GetTimestamp();
        while (true)
        {
            var state = await board.ReadAsync(stoppingToken);
            meters.Show(state);
            if ((options.Value.HasConsensus || state.Size > 1) && time.GetElapsedTime(told) >= options.Value.StatusEvery)
            {
                told = time.GetTimestamp();
                Tell(state);
            }

            await Task.Delay(Look < options.Value.StatusEvery ? Look : options.Value.StatusEvery, time, stoppingToken);
        }
    }

    private void Tell(ClusterState state) => MemberLog.Status(log, $"""
        cluster status
          node: {state.Node}
          leader: {state.Leader ?? "none"}
          is leader: {(state.IsLeader ? "true" : "false")}
          term: {state.Term}
          size: {state.Size}
          has quorum: {(state.HasQuorum ? "true" : "false")}{(state.Trouble is { } trouble ? $" ({trouble})" : "")}
          healthy: {state.HealthyNodes}/{state.Size}
          active streams: {state.ActiveStreams}
        """);
}
