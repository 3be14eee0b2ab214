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

        if (votes && !await LeavesMajorityAsync([.. members.Where(member => !member.IsLearner && member.Node != id).Select(member => member.Node)], cancellationToken))
            return RemovalOutcome.NoMajority;
        if (votes && id == self.Id)
        {
            // Its own member cannot answer for its own removal once it is gone: another leads first.
            await consensus.HandOverAsync(cancellationToken);
            election.StepDown();
        }

        // First, for the same reason.
        if (node is not null && id == self.Id)
            await directory.RemoveAsync(id, cancellationToken);
        if (votes)
            await consensus.RemoveAsync(id, cancellationToken);
        if (node is not null && id != self.Id)
            await directory.RemoveAsync(id, cancellationToken);
        return RemovalOutcome.Removed;
    }

    /// <summary>Of those that stay, more than half answer this node now: one that died a moment ago still counts as present.</summary>
    private async Task<bool> LeavesMajorityAsync(IReadOnlyList<string> staying, CancellationToken cancellationToken)
    {
        var answers = await Task.WhenAll(directory.Nodes.Where(node => staying.Contains(node.Id)).Select(node => probing.AnswersAsync(node, cancellationToken)));
        return answers.Count(answer => answer) > staying.Count / 2;
    }
}

internal enum RemovalOutcome
{
    Removed,
    StillHere,
    NoMajority,
    Nobody,
}
