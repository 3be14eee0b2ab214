namespace Matinee.Cluster.Placement;

/// <summary>
/// The nearest node along the great circle; where positions are not known, one of the same region; otherwise as another
/// strategy has it.
/// </summary>
public sealed class NearestNode(IPlacement otherwise) : IPlacement
{
    /// <summary>Nodes of one site stand at one place.</summary>
    private const double SameSite = 1; // km

    public PlaceNode? Choose(IReadOnlyList<PlaceNode> nodes, PlaceRequest request)
    {
        PlaceNode[] open = [.. nodes.Where(node => node.State == NodeState.Up)];
        if (request.From is { } from && open.Any(node => node.Location is not null))
        {
            var near = open.Where(node => node.Location is not null).Select(node => (Node: node, Far: node.Location?.DistanceTo(from) ?? double.MaxValue)).ToList();
            var least = near.Min(candidate => candidate.Far);
            return otherwise.Choose([.. near.Where(candidate => candidate.Far <= least + SameSite).Select(candidate => candidate.Node)], request);
        }

        PlaceNode[] region = request.Region is null ? [] : [.. open.Where(node => string.Equals(node.Region, request.Region, StringComparison.OrdinalIgnoreCase))];
        return otherwise.Choose(region.Length > 0 ? region : open, request);
    }
}
