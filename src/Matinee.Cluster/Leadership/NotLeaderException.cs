namespace Matinee.Cluster.Leadership;

/// <summary>Only the leader may do this, and this node is not it, or is no more. Nothing was written.</summary>
public sealed class NotLeaderException(string? leader)
    : Exception(leader is null ? "No node leads now; try again in a moment." : $"The node {leader} leads, not this one.")
{
    /// <summary>Whom to ask; null when nobody leads.</summary>
    public string? Leader => leader;
}
