namespace Matinee.App.Nodes.Consensus;

/// <summary>The row of <c>cluster_identity</c>.</summary>
internal sealed class ClusterIdentity
{
    public string Name { get; set; } = "";

    /// <summary>Empty until it has served for the first time.</summary>
    public string Cluster { get; set; } = "";

    public string Founder { get; set; } = "";

    public string Peers { get; set; } = "";
}
