namespace Matinee.Cluster.Placement;

/// <summary>One after the other, in the order of their ids.</summary>
public sealed class EqualTurns : IPlacement
{
    private uint _turn = uint.MaxValue;

    public PlaceNode? Choose(IReadOnlyList<PlaceNode> nodes, PlaceRequest request)
    {
        PlaceNode[] open = [.. nodes.Where(node => node.State == NodeState.Up).OrderBy(node => node.Id, StringComparer.Ordinal)];
        return open.Length == 0 ? null : open[Interlocked.Increment(ref _turn) % (uint)open.Length];
    }
}
