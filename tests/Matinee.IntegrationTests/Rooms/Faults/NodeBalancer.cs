using System.Net;
using System.Net.Sockets;

namespace Matinee.IntegrationTests.Rooms.Faults;

/// <summary>One address for several nodes: each connection goes to the next one that listens.</summary>
internal sealed class NodeBalancer : IAsyncDisposable
{
    private readonly IReadOnlyList<Uri> _nodes;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;
    private int _next;

    public NodeBalancer(IReadOnlyList<Uri> nodes)
    {
        _nodes = nodes;
        _listener.Start(512);
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync();
    }

    public int Port { get; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = CarryAsync(await _listener.AcceptTcpClientAsync(_stop.Token));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The end.
        }
    }

    private async Task CarryAsync(TcpClient near)
    {
        using (near)
        {
            using var far = await FindAsync();
            if (far is null)
                return;
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
            await Task.WhenAny(CopyAsync(near, far, ended.Token), CopyAsync(far, near, ended.Token));
            await ended.CancelAsync();
        }
    }

    private async Task<TcpClient?> FindAsync()
    {
        for (var tries = 0; tries < _nodes.Count; tries++)
        {
            var node = _nodes[Interlocked.Increment(ref _next) % _nodes.Count];
            var client = new TcpClient { NoDelay = true };
            try
            {
                await client.ConnectAsync(IPAddress.Loopback, node.Port, _stop.Token);
                return client;
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException)
            {
                client.Dispose();
            }
        }

        return null;
    }

    private static async Task CopyAsync(TcpClient from, TcpClient to, CancellationToken cancellationToken)
    {
        try
        {
            await from.GetStream().CopyToAsync(to.GetStream(), cancellationToken);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            // One of the two has gone.
        }
    }
}
