using Matinee.App.Nodes.Consensus;
using Matinee.Cluster.Leadership;
using Matinee.Cluster.Membership;

namespace Matinee.App.Nodes.Members;

/// <summary>Takes a node out of the cluster: its vote, and what is known of it.</summary>
internal sealed class MemberRemoval(IConsensus consensus, NodeDirectory directory, NodeProbing probing, LeaderElection election, NodeIdentity self)
{
    public async Task<RemovalOutcome> RemoveAsync(string id, CancellationToken cancellationToken)
    {
        var node = directory.Nodes.FirstOrDefault(known => known.Id == id);
        var members = await consensus.ListAsync(cancellationToken);
        var votes = members.Any(member => member.Node == id);
        if (!votes)
        {
            if (node is null)
                return RemovalOutcome.Nobody;
            if (node.IsPresent)
                return RemovalOutcome.StillHere;
        }

        if (votes && !LeavesMajority([.. members.Where(member => !member.IsLearner && member.Node != id).Select(member => member.Node)]))
            return RemovalOutcome.NoMajority;
        if (votes && id == self.Id)
        {
            // Its own member cannot answer for its own removal once it is gone: another leads first.
            await consensus.HandOverAsync(cancellationToken);
            election.StepDown();
        }

        if (votes)
            await consensus.RemoveAsync(id, cancellationToken);
        if (node is not null && id != self.Id)
            await directory.RemoveAsync(id, cancellationToken);
        return RemovalOutcome.Removed;
    }

    /// <summary>Of those that stay, more than half live and answer this node.</summary>
    private bool LeavesMajority(IReadOnlyList<string> staying)
    {
        var living = directory.Nodes.Count(node => staying.Contains(node.Id) && (node.Id == self.Id || probing.IsHealthy(node)));
        return living > staying.Count / 2;
    }
}

internal enum RemovalOutcome
{
    Removed,
    StillHere,
    NoMajority,
    Nobody,
}
