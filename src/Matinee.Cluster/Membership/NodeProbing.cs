using System.Collections.Immutable;

namespace Matinee.Cluster.Membership;

/// <summary>Probes the other nodes every ten seconds: one that gives signs of life to the registry may still be out of reach.</summary>
public sealed class NodeProbing(NodeDirectory directory, INodeProbe probe, string self, TimeProvider time)
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private ImmutableDictionary<string, NodeHealth> _health = ImmutableDictionary<string, NodeHealth>.Empty;

    /// <summary>What is known of a node.</summary>
    public NodeHealth Of(string id) => Volatile.Read(ref _health).GetValueOrDefault(id, NodeHealth.Unprobed);

    /// <summary>It is a member, gives signs of life, and answers.</summary>
    public bool IsHealthy(ClusterNode node) => node.IsPresent && Of(node.Id).Streak.IsHealthy;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await RoundAsync(cancellationToken);
            await Task.Delay(Every, time, cancellationToken);
        }
    }

    /// <summary>One probe of each.</summary>
    internal async Task RoundAsync(CancellationToken cancellationToken)
    {
        var others = directory.Nodes.Where(node => node.IsPresent && node.Id != self).ToList();
        var results = await Task.WhenAll(others.Select(async node => (node.Id, Health: await ProbeAsync(node, cancellationToken))));
        Volatile.Write(ref _health, results.ToImmutableDictionary(result => result.Id, result => result.Health, StringComparer.Ordinal));
    }

    private async Task<NodeHealth> ProbeAsync(ClusterNode node, CancellationToken cancellationToken)
    {
        var before = Of(node.Id);
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        var (asked, started) = (time.GetUtcNow(), time.GetTimestamp());
        DateTimeOffset? there = null;
        try
        {
            there = await probe.AskAsync(node.Card.Address, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Too late is no answer.
        }

        return new NodeHealth(before.Streak.After(there is not null), there is { } clock ? ClockGap.Of(asked, clock, time.GetElapsedTime(started)) : before.Clock);
    }
}
