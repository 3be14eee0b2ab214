using Matinee.App.Nodes.Consensus;
using Matinee.App.Nodes.Leading;
using Matinee.Cluster.Leadership;
using Matinee.Cluster.Registry;

namespace Matinee.App.Nodes.Members;

/// <summary>The cluster as this node sees it.</summary>
public sealed class ClusterBoard
{
    private readonly NodeIdentity _node;
    private readonly LeaderElection _election;
    private readonly LeaderHistory _history;
    private readonly ClusterSight _sight;
    private readonly IConsensus _consensus;
    private readonly IStreamCensus? _streams;

    internal ClusterBoard(NodeIdentity node, LeaderElection election, LeaderHistory history, ClusterSight sight, IConsensus consensus, IStreamCensus? streams) =>
        (_node, _election, _history, _sight, _consensus, _streams) = (node, election, history, sight, consensus, streams);

    public async Task<ClusterState> ReadAsync(CancellationToken cancellationToken)
    {
        var (report, voters) = (await _consensus.LookAsync(cancellationToken), await VotersAsync(cancellationToken));
        var view = _election.View;
        var members = _sight.Members(view.Node, voters);
        return new ClusterState(
            _node.Id, view.Node, view.IsHere, TermOf(view), members.Count, report.HasQuorum, members.Count(member => member.Status is "healthy" or "draining"),
            _streams?.Active ?? 0, _consensus.Kind, report.Cluster, report.Trouble, members, [.. _history.Changes.Select(change => new ClusterElection(change.At, change.Node, change.Term))]);
    }

    internal static long TermOf(LeaderView view) => view.RaftTerm > 0 ? (long)view.RaftTerm : view.Revision;

    /// <summary>Null when they cannot be asked: what is known of the nodes is shown without them.</summary>
    private async Task<IReadOnlyList<ConsensusMember>?> VotersAsync(CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(1));
        try
        {
            return await _consensus.ListAsync(patience.Token);
        }
        catch (Exception e) when (e is RegistryUnavailableException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null;
        }
    }
}
