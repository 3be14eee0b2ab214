using Matinee.App.Nodes.Consensus;
using Matinee.Cluster.Membership;

namespace Matinee.App.Nodes.Members;

/// <summary>Puts together what the registry, the consensus and the probes say of each node.</summary>
internal sealed class ClusterSight(NodeDirectory directory, NodeProbing probing, NodePresence presence)
{
    /// <param name="voters">Of the consensus; empty where it is not the nodes' own, null when it does not answer.</param>
    public IReadOnlyList<ClusterMember> Members(string? leader, IReadOnlyList<ConsensusMember>? voters)
    {
        var nodes = directory.Nodes;
        var known = nodes.Select(node => Of(node, leader, voters?.FirstOrDefault(voter => voter.Node == node.Id)));
        var coming = (voters ?? []).Where(voter => nodes.All(node => node.Id != voter.Node))
            .Select(voter => new ClusterMember(voter.Node, voter.Address, "joining", [], voter.Node == leader, voter.Peer, null, null, null, null, null, null, null));
        return [.. known.Concat(coming).OrderBy(member => member.Id, StringComparer.Ordinal)];
    }

    private ClusterMember Of(ClusterNode node, string? leader, ConsensusMember? voter)
    {
        var card = node.Card;
        var status = !node.IsPresent ? "offline" : node.Id != presence.Card.Id && !probing.IsHealthy(node) ? "unreachable" : card.IsDraining ? "draining" : "healthy";
        return new ClusterMember(
            node.Id, card.Address, status, [.. card.Roles], node.Id == leader, voter?.Peer, card.Version, card.StartedAt, (long?)probing.Of(node.Id).Clock?.Ahead.TotalMilliseconds,
            card.Region, card.Latitude, card.Longitude, node.IsPresent ? card.Load : null);
    }
}
