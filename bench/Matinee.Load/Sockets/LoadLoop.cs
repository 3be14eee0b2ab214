using System.Diagnostics;
using System.Runtime.InteropServices;
using Matinee.Load.Figures;

namespace Matinee.Load.Sockets;

/// <summary>All sockets of the load on one thread: so one clock, no locks, and no memory for a socket that waits.</summary>
internal sealed unsafe class LoadLoop : IDisposable
{
    private const int MostEvents = 1024;
    private const int MostShaking = 128;
    private const int SocketsPerAddress = 4000;
    private const int Addresses = 100;
    private static readonly TimeSpan KeepAliveInterval = TimeSpan.FromSeconds(10);
    private readonly EpollEvent[] _events = GC.AllocateArray<EpollEvent>(MostEvents, pinned: true);
    private readonly List<LoadSocket> _sockets = [];
    private readonly List<LoopTimer> _timers = [];
    private static int _opened;

    public LoadLoop()
    {
        if (RuntimeInformation.ProcessArchitecture != Architecture.X64)
            throw new PlatformNotSupportedException("The load driver knows epoll on x86-64 alone.");
        Epoll = Posix.OpenEpoll();
        Every(KeepAliveInterval, () => _sockets.ForEach(socket => socket.KeepAlive()));
    }

    public int Epoll { get; }

    /// <summary>Where a socket reads into; nothing in it survives the call.</summary>
    public byte[] Buffer { get; } = GC.AllocateUninitializedArray<byte>(4 * 1024 * 1024, pinned: true);

    /// <summary>The first failure since the last check.</summary>
    public LoadSocket? FirstFailure { get; private set; }

    /// <summary>A socket that is not connected yet.</summary>
    public LoadSocket Create(LoadServer server, Topic topic, SocketRole role)
    {
        var socket = new LoadSocket(this, _sockets.Count, server, topic, role);
        _sockets.Add(socket);
        if (role == SocketRole.Member)
            topic.Members++;
        return socket;
    }

    public LoopTimer Every(TimeSpan interval, Action action)
    {
        var timer = new LoopTimer(interval, action);
        _timers.Add(timer);
        return timer;
    }

    public void Stop(LoopTimer timer) => _timers.Remove(timer);

    /// <summary>Connects at so many a second, with few handshakes at once; returns when all are ready.</summary>
    /// <exception cref="InvalidOperationException">One failed, or it took too long.</exception>
    public void Connect(IReadOnlyList<LoadSocket> sockets, int perSecond, TimeSpan patience)
    {
        var next = 0;
        var ready = 0; // all before it are
        var timer = Every(TimeSpan.FromMilliseconds(5), () =>
        {
            while (ready < next && sockets[ready].State == SocketState.Ready)
                ready++;
            for (var i = 0; i < Math.Max(1, perSecond / 200) && next < sockets.Count && next - ready < MostShaking; i++)
                Open(sockets[next++]);
        });
        Run(() => ready == sockets.Count, patience, () => $"{ready} of {sockets.Count} sockets are ready");
        Stop(timer);
    }

    /// <summary>Runs until something is so.</summary>
    /// <exception cref="InvalidOperationException">A socket failed, or it took too long.</exception>
    public void Run(Func<bool> done, TimeSpan patience, Func<string> state)
    {
        var began = Stopwatch.GetTimestamp();
        while (!done())
        {
            if (FirstFailure is { } failed)
                throw new InvalidOperationException($"{failed.Role} of {failed.Topic.Name}: {failed.Reason}; {state()}");
            if (Stopwatch.GetElapsedTime(began) > patience)
                throw new InvalidOperationException($"Not done after {patience.TotalSeconds:0} s: {state()}");
            Turn();
        }
    }

    /// <summary>Runs for a time.</summary>
    public void Run(TimeSpan time)
    {
        var began = Stopwatch.GetTimestamp();
        Run(() => Stopwatch.GetElapsedTime(began) >= time, time * 2 + TimeSpan.FromSeconds(5), () => "");
    }

    public void Failed(LoadSocket socket) => FirstFailure ??= socket;

    /// <summary>From here on sockets may fail; the failures so far are forgotten.</summary>
    public void Forgive() => FirstFailure = null;

    private static void Open(LoadSocket socket)
    {
        // 127.0.0.2 and on: each address has ports of its own, those that wait in TIME_WAIT included.
        var address = 2 + _opened++ / SocketsPerAddress % Addresses;
        socket.Connect(127u | (uint)address << 24, 127u | 1u << 24);
    }

    public void Dispose()
    {
        foreach (var socket in _sockets)
            socket.Drop();
        _ = Posix.Close(Epoll);
    }

    private void Turn()
    {
        var wait = 100;
        for (var i = 0; i < _timers.Count; i++)
            wait = Math.Min(wait, _timers[i].FireOrWait());
        int count;
        fixed (EpollEvent* events = _events)
            count = Posix.Wait(Epoll, events, MostEvents, wait);
        for (var i = 0; i < count; i++)
            _sockets[_events[i].Token].Handle(_events[i].Events);
    }
}
