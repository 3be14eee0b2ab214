namespace Matinee.Cluster.Etcd;

/// <summary>Asks a node of the cluster, over its own API and with the cluster's secret, to let this one in.</summary>
public interface IClusterDoor
{
    /// <returns>Null when that node does not answer.</returns>
    Task<JoinAnswer?> AskAsync(Uri node, JoinRequest request, CancellationToken cancellationToken);
}
