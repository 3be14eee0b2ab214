using Matinee.Load.Peers;

namespace Matinee.Load.Tables;

/// <summary>Two nodes of one service over one store.</summary>
internal sealed class NodePair : IAsyncDisposable
{
    private NodePair(string store, PeerServer first, PeerServer second) => (Store, Nodes) = (store, [first, second]);

    public string Store { get; }

    public IReadOnlyList<PeerServer> Nodes { get; }

    public static async Task<NodePair> StartAsync(string store, string url)
    {
        var first = await PeerServer.StartAsync(PeerProgram.Matinee, "node1", url);
        try
        {
            return new NodePair(store, first, await PeerServer.StartAsync(PeerProgram.Matinee, "node2", url));
        }
        catch
        {
            await first.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in Nodes)
            await node.DisposeAsync();
    }
}
