using System.Globalization;
using Matinee.Cluster.Etcd;
using Matinee.Cluster.Leadership;
using Matinee.Cluster.Registry;

namespace Matinee.App.Nodes.Consensus;

/// <summary>The consensus of the nodes' own, and the member of it that runs beside this process.</summary>
internal sealed class RaftConsensus(EtcdMember member, HttpClient http, string clusterName, TimeProvider time) : IConsensus, IAsyncDisposable
{
    private readonly EtcdRoster _roster = new(http, member.Endpoint, clusterName, time);

    public string Kind => "raft";

    public EtcdMember Member => member;

    public IRaftView View => member.Status;

    public IRegistry OpenRegistry() => new EtcdRegistry(http, new EtcdOptions { Endpoints = [member.Endpoint] }, time);

    public async Task<ConsensusReport> LookAsync(CancellationToken cancellationToken) => (await member.Status.ReadAsync(cancellationToken), member.DiskTrouble) switch
    {
        // It may serve on for a while; what is written next may be what ends it.
        (var report, { } full) => new ConsensusReport(false, report?.Term ?? 0, IdOf(member.ClusterId), full),
        (null, _) => new ConsensusReport(false, 0, IdOf(member.ClusterId), "the member beside this node does not answer"),
        ({ Leader: 0 } cut, _) => new ConsensusReport(false, cut.Term, IdOf(cut.ClusterId), "cut off from the majority of the members"),
        ({ IsLearner: true } late, _) => new ConsensusReport(false, late.Term, IdOf(late.ClusterId), "catching up with the others"),
        ({ Errors: [var error, ..] } ill, _) => new ConsensusReport(false, ill.Term, IdOf(ill.ClusterId), error),
        ({ } well, _) => new ConsensusReport(true, well.Term, IdOf(well.ClusterId), null),
    };

    public async Task<IReadOnlyList<ConsensusMember>> ListAsync(CancellationToken cancellationToken) =>
    [
        .. (await _roster.ListAsync(cancellationToken)).Select(peer =>
        {
            var at = peer.PeerUrls is [var url, ..] ? new Uri(url).Authority : "";
            return new ConsensusMember(peer.HasStarted ? peer.Name : at, peer.NodeAddresses is [var address, ..] ? address : "", at, peer.IsLearner);
        }),
    ];

    public Task<JoinAnswer> AdmitAsync(JoinRequest request, CancellationToken cancellationToken) => _roster.AddAsync(request, cancellationToken);

    public Task<bool> RemoveAsync(string node, CancellationToken cancellationToken) => _roster.RemoveAsync(node, cancellationToken);

    public Task HandOverAsync(CancellationToken cancellationToken) => HandOverAsync(null, cancellationToken);

    /// <summary>The same, to one node; null for any.</summary>
    public async Task HandOverAsync(string? to, CancellationToken cancellationToken)
    {
        if (await member.Status.ReadAsync(cancellationToken) is { Leads: true } report)
            await _roster.HandOverAsync(report.MemberId, to, cancellationToken);
    }

    /// <summary>Lets those vote that have caught up.</summary>
    /// <exception cref="RegistryUnavailableException">No answer.</exception>
    public Task<(IReadOnlyList<string> Promoted, IReadOnlyList<string> GivenUp)> PromoteAsync(CancellationToken cancellationToken) => _roster.PromoteAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await member.DisposeAsync();
        http.Dispose();
    }

    public static string IdOf(ulong cluster) => cluster == 0 ? "" : cluster.ToString("x16", CultureInfo.InvariantCulture);
}
