namespace Matinee.Cluster.Leadership;

/// <param name="Term">Grows with every election.</param>
/// <param name="LeadsHere">The member of this node leads, as far as it knows.</param>
/// <param name="HasLeader">It knows of one.</param>
public sealed record RaftState(ulong Term, bool LeadsHere, bool HasLeader);
