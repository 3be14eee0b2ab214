using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Matinee.Testing.Machine;

namespace Matinee.Testing.Faults;

/// <summary>
/// A TCP road to a server on which things go wrong: set <see cref="Weather"/> at any time. Shares are drawn from the seed and
/// the number of the request, so that the same seed and the same order of requests meet the same faults.
/// </summary>
public sealed class ChaosProxy : IAsyncDisposable
{
    private readonly string _host;
    private readonly int _port;
    private readonly int _seed;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<long, (ChaosLink Link, Task Ended)> _links = new();
    private readonly Lock _gate = new();
    private Socket _socket;
    private Task _accepting;
    private ChaosWeather _weather = ChaosWeather.Fair;
    private long _connections;
    private long _requests;
    private long _faults;

    public ChaosProxy(Uri target, int seed = 1) : this(target.Host, target.Port, seed)
    {
    }

    public ChaosProxy(string host, int port, int seed = 1)
    {
        (_host, _port, _seed) = (host, port, seed);
        _socket = Bind(FreePorts.Take()); // nobody gets it while it is bound anew
        _socket.Listen(512);
        Port = ((IPEndPoint)_socket.LocalEndPoint!).Port; // bound
        _accepting = AcceptAsync(_socket);
    }

    public int Port { get; }

    public Uri Address => new($"http://127.0.0.1:{Port}");

    public ChaosWeather Weather
    {
        get => Volatile.Read(ref _weather);
        set
        {
            Volatile.Write(ref _weather, value);
            Listen(!value.Refuse);
        }
    }

    /// <summary>Connections that were accepted.</summary>
    public long Connections => Interlocked.Read(ref _connections);

    /// <summary>HTTP requests that clients began, whatever became of them.</summary>
    public long Requests => Interlocked.Read(ref _requests);

    /// <summary>Requests answered 503 or reset here, connections reset or cut.</summary>
    public long Faults => Interlocked.Read(ref _faults);

    /// <summary>RST on every open connection, now.</summary>
    public void ResetOpen()
    {
        foreach (var (link, _) in _links.Values)
            link.Reset();
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        lock (_gate)
            _socket.Dispose();
        await _accepting;
        await Task.WhenAll(_links.Values.Select(l => l.Ended));
        _stop.Dispose();
    }

    internal void Noted() => Interlocked.Increment(ref _faults);

    /// <summary>The draw for the next request.</summary>
    internal (double Share, Random Draw) NextRequest()
    {
        var draw = new Random(Mix(_seed, Interlocked.Increment(ref _requests)));
        return (draw.NextDouble(), draw);
    }

    // System.HashCode differs from process to process.
    private static int Mix(int seed, long number) => unchecked((seed * 486_187_739) + ((int)number * 16_777_619));

    private static Socket Bind(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
        return socket;
    }

    /// <summary>A socket that is bound and does not listen keeps the port and refuses, as the kernel does.</summary>
    private void Listen(bool open)
    {
        lock (_gate)
        {
            var listening = !_accepting.IsCompleted;
            if (open == listening || _stop.IsCancellationRequested)
                return;
            if (open)
            {
                _socket.Listen(512);
                _accepting = AcceptAsync(_socket);
                return;
            }

            var old = _socket;
            old.Dispose();
            _socket = Bind(Port);
            _accepting = Task.CompletedTask;
        }
    }

    private async Task AcceptAsync(Socket listener)
    {
        await Task.Yield();
        try
        {
            while (true)
                Carry(await listener.AcceptAsync(_stop.Token));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The port closed.
        }
    }

    private void Carry(Socket near)
    {
        var number = Interlocked.Increment(ref _connections);
        var link = new ChaosLink(this, near, new Random(Mix(_seed, -number)));
        if (Weather.Reset)
        {
            Noted();
            link.Reset();
            return;
        }

        _links[number] = (link, Task.CompletedTask);
        var ended = Task.Run(async () =>
        {
            await link.RunAsync(_host, _port, _stop.Token);
            _links.TryRemove(number, out _);
        });
        _links.TryUpdate(number, (link, ended), (link, Task.CompletedTask));
    }
}
