namespace Matinee.Cluster.Leadership;

/// <summary>Whether a node may take the lead. Pure.</summary>
internal static class SeatRule
{
    /// <param name="taken">The seat as it was read; null when it is vacant.</param>
    /// <param name="vacantFor">Since this node first saw it vacant.</param>
    /// <param name="raft">What the node's own member says; null where there is none, or it does not answer.</param>
    /// <param name="resting">It has stepped down a moment ago.</param>
    public static bool MayTake(LeaderSeat? taken, TimeSpan vacantFor, RaftState? raft, bool resting, LeadershipOptions options)
    {
        if (resting)
            return false;
        if (taken is null)
            return raft is null or { LeadsHere: true } || vacantFor >= options.Courtesy;
        // The machine of the one who sits there died, or is cut off: the others have elected since.
        return raft is { LeadsHere: true } && raft.Term > taken.RaftTerm;
    }
}
