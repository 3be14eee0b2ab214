namespace Matinee.Cluster.Membership;

/// <summary>A member as the registry knows it.</summary>
/// <param name="Card">What it says of itself, or said last.</param>
/// <param name="IsPresent">It gives signs of life.</param>
public sealed record ClusterNode(NodeCard Card, bool IsPresent)
{
    public string Id => Card.Id;
}
