using Matinee.App.Database;
using Matinee.Cluster.Etcd;

namespace Matinee.App.Nodes.Consensus;

/// <summary>Nodes that share a catalogue and have nothing else: the database is what they agree in.</summary>
internal sealed class CatalogueConsensus(ICatalogueDatabase database) : IConsensus
{
    public string Kind => "catalogue";

    public async Task<ConsensusReport> LookAsync(CancellationToken cancellationToken) => await database.IsReachableAsync(cancellationToken)
        ? new ConsensusReport(true, 0, "", null)
        : new ConsensusReport(false, 0, "", "the catalogue does not answer");

    public Task<IReadOnlyList<ConsensusMember>> ListAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<ConsensusMember>>([]);

    public Task<JoinAnswer> AdmitAsync(JoinRequest request, CancellationToken cancellationToken) => Task.FromResult<JoinAnswer>(new JoinAnswer.Refused(
        "The nodes here agree by their catalogue and have no --raft. A node belongs as soon as it starts with the same DATABASE_URL, STORAGE_URL and JWT_SECRET."));

    public Task<bool> RemoveAsync(string node, CancellationToken cancellationToken) => Task.FromResult(false);

    public Task HandOverAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
