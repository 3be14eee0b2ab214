using System.Collections.Immutable;
using System.Security.Cryptography;
using Matinee.Cluster.Registry;

namespace Matinee.Cluster.Membership;

/// <summary>All members and whether they live, kept by watching; any thread may read it.</summary>
public sealed class NodeDirectory(IRegistry registry, TimeProvider time)
{
    /// <summary>Of all keys that tell of nodes.</summary>
    public const string Prefix = NodeKeys.All;

    private readonly Dictionary<string, string> _entries = new(StringComparer.Ordinal);
    private TaskCompletionSource _changed = NewSignal();
    private ImmutableArray<ClusterNode> _nodes = []; // one reference: whoever reads it meanwhile has the old one or the new

    /// <summary>In order of their ids; empty until the registry was read for the first time.</summary>
    public ImmutableArray<ClusterNode> Nodes => _nodes;

    /// <summary>Completes with the next change. Take it before reading <see cref="Nodes"/>.</summary>
    public Task Changed => Volatile.Read(ref _changed).Task;

    /// <summary>Follows the registry until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await FollowAsync(cancellationToken);
            }
            catch (Exception e) when (e is RegistryUnavailableException or RevisionGoneException)
            {
                // What is known stays known; it is read again.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32(200, 600)), time, cancellationToken);
        }
    }

    /// <summary>Takes a node that is gone out of the cluster. A living one takes its place again with its next beat.</summary>
    /// <returns>False when there is none of that name.</returns>
    public async Task<bool> RemoveAsync(string id, CancellationToken cancellationToken) => (await registry.CommitAsync(new RegistryTransaction
    {
        If = [RegistryCondition.Present(NodeKeys.Member(id))],
        Then = [RegistryWrite.Delete(NodeKeys.Member(id)), RegistryWrite.Delete(NodeKeys.Life(id))],
    }, cancellationToken)).Committed;

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        var list = await registry.ListAllAsync(NodeKeys.All, cancellationToken);
        _entries.Clear();
        foreach (var entry in list.Entries)
            _entries[entry.Key] = entry.Value;
        Show();
        await foreach (var update in registry.WatchAsync(NodeKeys.All, list.Revision + 1, cancellationToken))
        {
            foreach (var change in update.Changes)
            {
                if (change.Value is { } value)
                    _entries[change.Key] = value;
                else
                    _entries.Remove(change.Key);
            }

            Show();
        }
    }

    private void Show()
    {
        _nodes =
        [
            .. _entries.Where(entry => entry.Key.StartsWith(NodeKeys.Members, StringComparison.Ordinal)).Select(entry => NodeCard.Parse(entry.Value)).OfType<NodeCard>()
                .Select(card => NodeCard.Parse(_entries.GetValueOrDefault(NodeKeys.Life(card.Id))) is { } living ? new ClusterNode(living, true) : new ClusterNode(card, false))
                .OrderBy(node => node.Id, StringComparer.Ordinal),
        ];
        Interlocked.Exchange(ref _changed, NewSignal()).TrySetResult();
    }
}
