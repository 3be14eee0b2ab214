namespace Matinee.Client.Cluster;

/// <summary>A cluster as one of its nodes sees it.</summary>
/// <param name="Node">That answered.</param>
/// <param name="Leader">Null while nobody leads.</param>
/// <param name="Term">Grows with every change of the lead.</param>
/// <param name="Size">Members, whether they live or not.</param>
/// <param name="HasQuorum">Writes can be made from this node.</param>
/// <param name="Consensus"><c>catalogue</c>, <c>raft</c> or <c>etcd</c>.</param>
/// <param name="Cluster">Its id; empty where the nodes have no consensus of their own.</param>
/// <param name="Trouble">Why there is no quorum; null when there is.</param>
/// <param name="Elections">As that node saw them, the newest first.</param>
public sealed record ClusterStatus(
    string Node, string? Leader, bool IsLeader, long Term, int Size, bool HasQuorum, int HealthyNodes, int ActiveStreams, string Consensus, string Cluster,
    string? Trouble, IReadOnlyList<ClusterNodeStatus> Members, IReadOnlyList<ClusterElectionNote> Elections);

/// <summary>A member.</summary>
/// <param name="Status">healthy, draining, unreachable, offline or joining.</param>
/// <param name="Peer"><c>HOST:RAFT</c>; null without a member of the consensus.</param>
/// <param name="ClockGapMs">How far its clock is ahead; null where it was not measured.</param>
/// <param name="Region">Where it stands, with <c>Latitude</c> and <c>Longitude</c> in degrees, as far as it was told.</param>
/// <param name="Load">Null where it gives no sign of life, and with servers that do not tell it.</param>
public sealed record ClusterNodeStatus(
    string Id, string Address, string Status, IReadOnlyList<string> Roles, bool IsLeader, string? Peer, string? Version, DateTimeOffset? StartedAt, long? ClockGapMs,
    string? Region = null, double? Latitude = null, double? Longitude = null, ClusterNodeLoad? Load = null);

/// <summary>How busy a node was between its last two signs of life.</summary>
/// <param name="Cpu">The share of its cores that it used, 0 to 1.</param>
/// <param name="StreamCount">Streams that are pushed to it or watched through it.</param>
/// <param name="RoomCount">Rooms with members that are connected to it.</param>
public sealed record ClusterNodeLoad(double Cpu, long MemoryBytes, long MemoryLimitBytes, int Connections, long EgressBitsPerSecond, int StreamCount, int RoomCount);

/// <param name="Leader">Null: nobody from then on.</param>
public sealed record ClusterElectionNote(DateTimeOffset At, string? Leader, long Term);
