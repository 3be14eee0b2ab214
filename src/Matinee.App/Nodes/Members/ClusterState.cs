using Matinee.Cluster.Membership;

namespace Matinee.App.Nodes.Members;

/// <summary>The answer of <c>GET /api/cluster</c>.</summary>
/// <param name="Node">That answered; all of it is as that one sees it.</param>
/// <param name="Leader">Null while nobody leads.</param>
/// <param name="Term">Grows with every change of the lead.</param>
/// <param name="Size">Members, whether they live or not.</param>
/// <param name="HasQuorum">Writes can be made from this node.</param>
/// <param name="Consensus"><c>catalogue</c>, <c>raft</c> or <c>etcd</c>.</param>
/// <param name="Trouble">Why there is no quorum; null when there is.</param>
/// <param name="Elections">As this node saw them since it started, the newest first.</param>
public sealed record ClusterState(
    string Node, string? Leader, bool IsLeader, long Term, int Size, bool HasQuorum, int HealthyNodes, int ActiveStreams, string Consensus, string Cluster,
    string? Trouble, IReadOnlyList<ClusterMember> Members, IReadOnlyList<ClusterElection> Elections);

/// <param name="Status">healthy, draining, unreachable (it lives and does not answer this node), offline, or joining.</param>
/// <param name="Peer"><c>HOST:RAFT</c>; null without a member of the consensus.</param>
/// <param name="Region">Where it stands, with <c>Latitude</c> and <c>Longitude</c> in degrees, as far as it was told.</param>
/// <param name="Load">As it said with its last sign of life; null when it gives none, or none yet.</param>
public sealed record ClusterMember(
    string Id, string Address, string Status, IReadOnlyList<string> Roles, bool IsLeader, string? Peer, string? Version, DateTimeOffset? StartedAt, long? ClockGapMs,
    string? Region, double? Latitude, double? Longitude, NodeLoad? Load);

/// <param name="Leader">Null: nobody from then on.</param>
public sealed record ClusterElection(DateTimeOffset At, string? Leader, long Term);
