using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Matinee.Testing.Faults;

/// <summary>
/// One address in front of several nodes, as a load balancer gives it: each new connection goes to the first of them that
/// accepts. What a node drops is dropped for the client too, which comes again.
/// </summary>
public sealed class FrontDoor : IAsyncDisposable
{
    private readonly IReadOnlyList<Uri> _nodes;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<Task, bool> _roads = new();
    private readonly Task _accepting;

    /// <param name="nodes">The one that is preferred first.</param>
    public FrontDoor(params IReadOnlyList<Uri> nodes)
    {
        _nodes = nodes;
        _listener.Start(512);
        _accepting = AcceptAsync();
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        await Task.WhenAll(_roads.Keys);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            TcpClient client;
            try
            {
                client = await _listener.AcceptTcpClientAsync(_stop.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }

            var road = Task.Run(() => CarryAsync(client), CancellationToken.None);
            _roads[road] = true;
            _ = road.ContinueWith(done => _roads.TryRemove(done, out _), TaskScheduler.Default);
        }
    }

    private async Task CarryAsync(TcpClient client)
    {
        using (client)
        {
            using var node = await ReachAsync();
            if (node is null)
                return;
            client.NoDelay = node.NoDelay = true;
            await Task.WhenAny(PourAsync(client, node), PourAsync(node, client));
        }
    }

    private async Task<TcpClient?> ReachAsync()
    {
        foreach (var address in _nodes)
        {
            var node = new TcpClient();
            try
            {
                await node.ConnectAsync(address.Host, address.Port, _stop.Token);
                return node;
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException)
            {
                node.Dispose();
            }
        }

        return null;
    }

    private async Task PourAsync(TcpClient from, TcpClient to)
    {
        try
        {
            await from.GetStream().CopyToAsync(to.GetStream(), _stop.Token);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            // Either end is gone; both are closed.
        }
    }
}
