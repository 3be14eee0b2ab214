using Matinee.Cluster.Etcd;
using Matinee.Cluster.Registry;

namespace Matinee.App.Nodes.Consensus;

/// <summary>An etcd that runs elsewhere: its members are its operator's affair.</summary>
internal sealed class RemoteConsensus : IConsensus, IDisposable
{
    private readonly HttpClient _http = EtcdHttp.Create();
    private readonly EtcdStatus[] _status;
    private readonly EtcdRegistry _registry;

    /// <param name="endpoints">Addresses, joined by commas.</param>
    public RemoteConsensus(string endpoints, string clusterName, TimeProvider time)
    {
        Uri[] all = [.. endpoints.Split(',').Select(endpoint => new Uri(endpoint))];
        _status = [.. all.Select(endpoint => new EtcdStatus(_http, endpoint, time))];
        _registry = new EtcdRegistry(_http, new EtcdOptions { Endpoints = [.. all], Prefix = clusterName + "/" }, time);
    }

    public string Kind => "etcd";

    public IRegistry Registry => _registry;

    public async Task<ConsensusReport> LookAsync(CancellationToken cancellationToken)
    {
        var reports = await Task.WhenAll(_status.Select(status => status.ReadAsync(cancellationToken)));
        return reports.FirstOrDefault(report => report is { Serves: true }) is { } well
            ? new ConsensusReport(true, well.Term, RaftConsensus.IdOf(well.ClusterId), null)
            : new ConsensusReport(false, 0, "", $"no etcd of {_status.Length} answers with a majority");
    }

    public Task<IReadOnlyList<ConsensusMember>> ListAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<ConsensusMember>>([]);

    public Task<JoinAnswer> AdmitAsync(JoinRequest request, CancellationToken cancellationToken) => Task.FromResult<JoinAnswer>(new JoinAnswer.Refused(
        "The nodes here use an etcd elsewhere. A node belongs as soon as it starts with the same MATINEE__CLUSTER__ETCD."));

    public Task<bool> RemoveAsync(string node, CancellationToken cancellationToken) => Task.FromResult(false);

    public Task HandOverAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _http.Dispose();
}
