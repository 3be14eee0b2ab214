namespace Matinee.Cluster.Etcd;

/// <param name="Name">Of the node.</param>
/// <param name="PeerUrl">Where its member will listen for the others.</param>
/// <param name="ClusterName">That it was told to belong to.</param>
public sealed record JoinRequest(string Name, string PeerUrl, string ClusterName);
