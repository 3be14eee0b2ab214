namespace Matinee.Cluster.Etcd;

/// <summary>etcd ends as soon as it is started, or never serves. The message holds its last lines.</summary>
public sealed class EtcdStartException(string message, bool isOutdated = false) : Exception(message)
{
    /// <summary>The members are others than those of the ticket with which it was started: another one helps.</summary>
    public bool IsOutdated => isOutdated;
}
