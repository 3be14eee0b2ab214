namespace Matinee.Cluster.Etcd;

/// <summary>There is no etcd on this machine.</summary>
public sealed class EtcdMissingException(string? looked)
    : Exception($"There is no program etcd {(looked is null ? "on this machine" : $"at {looked}")}. Install it (Debian and Ubuntu: apt-get install etcd-server), or name the addresses of one that runs elsewhere.");
