using System.Collections.Concurrent;
using Matinee.Cluster.Etcd;
using Matinee.Testing.Machine;

namespace Matinee.IntegrationTests.Cluster;

/// <summary>Several nodes on this machine, each with a real etcd member of its own, as <c>matinee serve --raft --peers</c> has it.</summary>
internal sealed class EtcdStage(HttpClient http) : IClusterDoor, IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("matinee-cluster-").FullName;
    private readonly ConcurrentDictionary<Uri, StageNode> _nodes = [];
    private int _ports;

    public EtcdStage() : this(EtcdHttp.Create())
    {
    }

    public HttpClient Http => http;

    public IReadOnlyList<StageNode> Nodes => [.. _nodes.Values.OrderBy(node => node.Name, StringComparer.Ordinal)];

    public string FolderOf(string name) => Path.Combine(_folder, name);

    /// <summary>The first begins a cluster; the others come to it one after the other.</summary>
    public static async Task<EtcdStage> StartAsync(int nodes, CancellationToken cancellationToken)
    {
        var stage = new EtcdStage();
        try
        {
            for (var i = 1; i <= nodes; i++)
                await stage.AddAsync($"node{i}", cancellationToken);
            return stage;
        }
        catch
        {
            await stage.DisposeAsync();
            throw;
        }
    }

    public EtcdMemberOptions Options(string name) => new()
    {
        Name = name,
        Folder = FolderOf(name),
        NodeAddress = new Uri($"http://127.0.0.1:{20000 + Interlocked.Increment(ref _ports)}"),
        PeerPort = FreePorts.Take(),
    };

    public Task<StageNode> AddAsync(string name, CancellationToken cancellationToken) => AddAsync(Options(name), cancellationToken);

    public async Task<StageNode> AddAsync(EtcdMemberOptions options, CancellationToken cancellationToken)
    {
        var ticket = _nodes.IsEmpty || EtcdMember.WasHere(options.Folder) ? null : await JoinAsync(options, cancellationToken);
        var member = await EtcdMember.StartAsync(options, ticket, Http, _ => { }, TimeProvider.System, cancellationToken);
        return _nodes[options.NodeAddress] = new StageNode(options, member, Http);
    }

    public Task<JoinTicket> JoinAsync(EtcdMemberOptions options, CancellationToken cancellationToken) => new EtcdJoin(Http, this, TimeProvider.System).JoinAsync(
        [.. Nodes.Select(node => new Uri(node.Options.PeerUrl))], new JoinRequest(options.Name, options.PeerUrl, options.ClusterName), TimeSpan.FromSeconds(60), _ => { }, cancellationToken);

    public async Task<JoinAnswer?> AskAsync(Uri node, JoinRequest request, CancellationToken cancellationToken) =>
        _nodes.TryGetValue(node, out var found) ? await found.Roster.AddAsync(request, cancellationToken) : null;

    /// <summary>Its process is gone, as by a SIGKILL.</summary>
    public async Task EndAsync(StageNode node)
    {
        _nodes.TryRemove(node.Options.NodeAddress, out _);
        await node.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_nodes.Values.Select(node => node.DisposeAsync().AsTask()));
        Http.Dispose();
        TestFolder.Remove(_folder);
    }
}
