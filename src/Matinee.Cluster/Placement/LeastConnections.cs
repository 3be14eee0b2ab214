namespace Matinee.Cluster.Placement;

/// <summary>Where there is least for its weight; equals in turn, so that an idle cluster fills evenly.</summary>
public sealed class LeastConnections : IPlacement
{
    private readonly EqualTurns _equals = new();

    public PlaceNode? Choose(IReadOnlyList<PlaceNode> nodes, PlaceRequest request)
    {
        PlaceNode[] open = [.. nodes.Where(node => node.State == NodeState.Up)];
        if (open.Length == 0)
            return null;
        var least = open.Min(Load);
        return _equals.Choose([.. open.Where(node => Load(node) <= least)], request);
    }

    private static double Load(PlaceNode node) => node.Connections / node.Weight;
}
