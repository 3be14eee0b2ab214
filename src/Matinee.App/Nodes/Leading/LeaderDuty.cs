using Matinee.Cluster.Leadership;
using Matinee.Cluster.Membership;

namespace Matinee.App.Nodes.Leading;

/// <summary>
/// Whether what the leader does for all is this node's to do. Where the leader has not the role for it, all that have it do it,
/// as they did before there was one: their statements bear that.
/// </summary>
public sealed class LeaderDuty(LeaderElection election, NodeDirectory directory, NodePresence presence)
{
    private const string Coordinator = "coordinator";
    internal const string Stands = "api";

    /// <summary>Of this node's term; 0 when it does not lead. A later leader has a greater one.</summary>
    public long Token => election.Term?.Token ?? 0;

    public bool IsMine
    {
        get
        {
            if (election.Term is not null)
                return true;
            var view = election.View;
            if (view.Node is not { } leader)
                return !presence.Card.Roles.Contains(Stands);
            return !view.IsHere && directory.Nodes.FirstOrDefault(node => node.Id == leader) is { } known && !known.Card.Roles.Contains(Coordinator);
        }
    }
}
