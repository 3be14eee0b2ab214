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

    /// <summary>Asks it now, for what should not rest on signs of life of some seconds ago.</summary>
    public async Task<bool> AnswersAsync(ClusterNode node, CancellationToken cancellationToken) =>
        node.Id == self || (node.IsPresent && await AskAsync(node, cancellationToken) is not null);

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
        var (asked, started) = (time.GetUtcNow(), time.GetTimestamp());
        var there = await AskAsync(node, cancellationToken);
        return new NodeHealth(before.Streak.After(there is not null), there is { } clock ? ClockGap.Of(asked, clock, time.GetElapsedTime(started)) : before.Clock);
    }

    private async Task<DateTimeOffset?> AskAsync(ClusterNode node, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            return await probe.AskAsync(node.Card.Address, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null; // too late is no answer
        }
    }
}
