using Matinee.Cluster.Etcd;
using Matinee.Cluster.Registry;

namespace Matinee.App.Nodes.Consensus;

/// <summary>What keeps the registry, as far as it can be told of and changed.</summary>
public interface IConsensus
{
    /// <summary><c>catalogue</c>, <c>raft</c> or <c>etcd</c>.</summary>
    string Kind { get; }

    /// <summary>How it is, seen from this node. Answers within a second.</summary>
    Task<ConsensusReport> LookAsync(CancellationToken cancellationToken);

    /// <summary>The nodes that have a vote, or learn to; empty where it is not the nodes' own.</summary>
    /// <exception cref="RegistryUnavailableException">No answer.</exception>
    Task<IReadOnlyList<ConsensusMember>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Lets a node in. Asking again is answered the same until it has started.</summary>
    Task<JoinAnswer> AdmitAsync(JoinRequest request, CancellationToken cancellationToken);

    /// <summary>Takes a node's vote. It may stop afterwards.</summary>
    /// <returns>False when it has none.</returns>
    /// <exception cref="RegistryUnavailableException">Refused or not answered; the message says which.</exception>
    Task<bool> RemoveAsync(string node, CancellationToken cancellationToken);

    /// <summary>Gives the lead of it to another node, if it is here and there is one.</summary>
    Task HandOverAsync(CancellationToken cancellationToken);
}

/// <param name="HasQuorum">Writes can be made from here.</param>
/// <param name="Term">Of the consensus of the nodes' own; 0 without.</param>
/// <param name="Cluster">Its id; empty without one, or while it is not known.</param>
/// <param name="Trouble">Why there is no quorum, in words; null when there is.</param>
public sealed record ConsensusReport(bool HasQuorum, ulong Term, string Cluster, string? Trouble);

/// <param name="Node">Its name; its peer address until it has started.</param>
/// <param name="Address">Of its server; empty until it has started.</param>
/// <param name="Peer"><c>HOST:RAFT</c>.</param>
/// <param name="IsLearner">It catches up, and has no vote yet.</param>
public sealed record ConsensusMember(string Node, string Address, string Peer, bool IsLearner);
