namespace Matinee.Cluster.Etcd;

/// <summary>What a node is told that asks to join.</summary>
/// <param name="InitialCluster">All members with their addresses, the new one among them, as etcd takes it at its first start.</param>
/// <param name="ClusterId">Of the cluster it came to.</param>
public sealed record JoinTicket(string InitialCluster, ulong ClusterId);
