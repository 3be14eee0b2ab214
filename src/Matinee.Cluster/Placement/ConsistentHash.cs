namespace Matinee.Cluster.Placement;

/// <summary>
/// By the key: the same node for it on every node that decides. When a node comes, it takes its share from all and nothing
/// else moves; when one goes or drains, only what was its own moves, spread over the rest.
/// </summary>
public sealed class ConsistentHash(int replicas = ConsistentHash.Replicas) : IPlacement
{
    public const int Replicas = 150;

    private volatile RingOfNodes? _ring;

    public PlaceNode? Choose(IReadOnlyList<PlaceNode> nodes, PlaceRequest request)
    {
        // The ring holds all nodes, whatever their state: one that comes back finds its keys where they were.
        string[] ids = [.. nodes.Select(node => node.Id).Order(StringComparer.Ordinal)];
        if (_ring is not { } ring || !ring.Ids.AsSpan().SequenceEqual(ids))
            _ring = ring = new RingOfNodes(ids, new HashRing(ids, replicas));
        var open = nodes.Where(node => node.State == NodeState.Up).ToDictionary(node => node.Id, StringComparer.Ordinal);
        if (open.Count == 0)
            return null;
        return ring.Hashes.From(request.Key).Select(id => open.GetValueOrDefault(id)).FirstOrDefault(node => node is not null);
    }

    private sealed record RingOfNodes(string[] Ids, HashRing Hashes);
}
