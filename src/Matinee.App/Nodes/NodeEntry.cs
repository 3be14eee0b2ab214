using Matinee.App.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Matinee.App.Nodes;

/// <summary>
/// Takes the node's place among those that share the catalogue, and keeps it until it ends. Two nodes of one name would
/// take each other's tasks, and nodes with different secrets would not know each other's sessions: neither starts.
/// </summary>
public sealed class NodeEntry : BackgroundService
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(5);

    private readonly NodeStore _nodes;
    private readonly NodeSelf _self;
    private readonly TimeProvider _time;
    private readonly ILogger<NodeEntry> _log;

    internal NodeEntry(NodeStore nodes, NodeIdentity node, ClusterSecret secret, TimeProvider time, ILogger<NodeEntry> log)
    {
        (_nodes, _time, _log) = (nodes, time, log);
        _self = new NodeSelf { Id = node.Id, Home = $"{Environment.MachineName}:{node.DataFolder}", Secret = secret.Fingerprint() };
    }

    /// <summary>The host calls it once before anything runs.</summary>
    /// <exception cref="InvalidOperationException">Another node stands against it; the message says what to do.</exception>
    public async Task EnterAsync(CancellationToken cancellationToken)
    {
        switch (await _nodes.EnterAsync(_self, cancellationToken))
        {
            case NodeRefusal.NameTaken:
                throw new InvalidOperationException(
                    $"Another node named {_self.Id} serves this catalogue from another data folder. Give this one a name of its own with --node (NODE_NAME).");
            case NodeRefusal.OtherSecret:
                throw new InvalidOperationException(
                    "The other nodes of this catalogue have another secret, so sessions and signed links of one would not hold on the other. Set JWT_SECRET to the same value on all, or copy DATA/secret of the first node.");
            default:
                break;
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Beat, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await TryAsync(() => _nodes.BeatAsync(_self, stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await TryAsync(() => _nodes.LeaveAsync(_self, CancellationToken.None));
        }
    }

    private async Task TryAsync(Func<Task> write)
    {
        try
        {
            await write();
        }
        catch (Exception e) when (e is System.Data.Common.DbException or IOException)
        {
            NodeLog.NotSeen(_log, e);
        }
    }
}
