namespace Matinee.Cluster.Etcd;

/// <summary>A cluster does not take this node, or was not found. The message says why, and what to do.</summary>
public sealed class JoinRefusedException(string message) : Exception(message);
