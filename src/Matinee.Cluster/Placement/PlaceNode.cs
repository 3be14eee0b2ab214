namespace Matinee.Cluster.Placement;

/// <summary>A node as far as placing goes.</summary>
/// <param name="Weight">Its share beside the others, above 0.</param>
/// <param name="Connections">What it carries now.</param>
/// <param name="Location">Where it stands, when that was told.</param>
/// <param name="Region">Its region's name, when that was told.</param>
public sealed record PlaceNode(
    string Id, NodeState State = NodeState.Up, double Weight = 1, int Connections = 0, GeoPoint? Location = null, string? Region = null);
