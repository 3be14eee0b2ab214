using System.Collections.Immutable;

namespace Matinee.Cluster.Etcd;

/// <summary>A member as the others know it.</summary>
/// <param name="Name">Empty until it has started for the first time.</param>
/// <param name="NodeAddresses">Of the Matinee it belongs to.</param>
public sealed record EtcdPeer(ulong Id, string Name, ImmutableArray<string> PeerUrls, ImmutableArray<string> NodeAddresses, bool IsLearner)
{
    public bool HasStarted => Name.Length > 0;
}
