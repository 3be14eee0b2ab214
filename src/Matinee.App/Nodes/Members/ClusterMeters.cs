using System.Diagnostics.Metrics;
using Matinee.App.Nodes.Leading;
using Matinee.Cluster.Leadership;

namespace Matinee.App.Nodes.Members;

/// <summary>Figures of the cluster as this node sees it, at most two seconds old; those of the lead are of now.</summary>
internal sealed class ClusterMeters
{
    private ClusterState? _state;

    public ClusterMeters(IMeterFactory factory, LeaderElection election, LeaderHistory history)
    {
        var meter = factory.Create("Matinee");
        meter.CreateObservableGauge("matinee_cluster_size", () => Volatile.Read(ref _state)?.Size ?? 0, description: "Nodes that belong to the cluster.");
        meter.CreateObservableGauge("matinee_cluster_healthy_nodes", () => Volatile.Read(ref _state)?.HealthyNodes ?? 0, description: "Nodes that live and answer this one.");
        meter.CreateObservableGauge("matinee_cluster_has_quorum", () => Volatile.Read(ref _state)?.HasQuorum == true ? 1 : 0, description: "1 where writes to the registry can be made.");
        meter.CreateObservableGauge("matinee_cluster_is_leader", () => election.Term is not null ? 1 : 0, description: "1 on the node that leads.");
        meter.CreateObservableGauge("matinee_cluster_term", () => ClusterBoard.TermOf(election.View), description: "Grows with every change of the lead; 0 while nobody leads.");
        meter.CreateObservableCounter("matinee_cluster_leader_changes_total", () => history.Count, description: "Changes of the lead that this node saw.");
    }

    public void Show(ClusterState state) => Volatile.Write(ref _state, state);
}
