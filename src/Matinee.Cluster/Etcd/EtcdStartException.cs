namespace Matinee.Cluster.Etcd;

/// <summary>etcd ends as soon as it is started, or never serves. The message holds its last lines.</summary>
public sealed class EtcdStartException(string message) : Exception(message);
