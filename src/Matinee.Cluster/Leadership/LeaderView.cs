namespace Matinee.Cluster.Leadership;

/// <summary>Who leads, as this node knows it.</summary>
/// <param name="Node">Null when nobody does, or it is not known.</param>
/// <param name="RaftTerm">In which it took the lead; 0 without a consensus of the nodes' own.</param>
/// <param name="Revision">Of the leader's key; 0 with nobody.</param>
/// <param name="IsHere">It is this node.</param>
public sealed record LeaderView(string? Node, ulong RaftTerm, long Revision, bool IsHere)
{
    public static readonly LeaderView Nobody = new(null, 0, 0, false);
}
