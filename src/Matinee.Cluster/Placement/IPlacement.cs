namespace Matinee.Cluster.Placement;

/// <summary>
/// Decides which node takes something. Never a node that is down, and a draining one only for what is there already. Safe to
/// be called from many threads; no I/O.
/// </summary>
public interface IPlacement
{
    /// <returns>Null when no node takes it.</returns>
    PlaceNode? Choose(IReadOnlyList<PlaceNode> nodes, PlaceRequest request);
}
