using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Matinee.Processes;

namespace Matinee.Cluster.Etcd;

/// <summary>
/// An etcd as a child of this process: it dies with it, is started again with growing pauses when it dies alone, and takes
/// clients on 127.0.0.1 only.
/// </summary>
public sealed class EtcdMember : IAsyncDisposable
{
    /// <summary>
    /// Where the port for clients is looked for. Above are those that the kernel gives to connections: one of these could be
    /// anybody's by the time the child listens, or between two of its lives.
    /// </summary>
    private const int FirstClientPort = 25_000;
    private const int LastClientPort = 31_999;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan GoodLife = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan EndsWithin = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    private readonly EtcdMemberOptions _options;
    private readonly EtcdStatus _status;
    private readonly Action<EtcdMemberNews> _told;
    private readonly TimeProvider _time;
    private readonly EtcdLogFile _log;
    private readonly EtcdDisk _disk;
    private readonly CancellationTokenSource _stop = new();
    private EtcdMemberNote _note;
    private Task _running = Task.CompletedTask;
    private volatile ChildProcess? _child;
    private bool _isDisposed;

    private EtcdMember(EtcdMemberOptions options, EtcdMemberNote note, HttpClient http, Action<EtcdMemberNews> told, TimeProvider time)
    {
        (_options, _note, _told, _time) = (options, note, told, time);
        _log = new EtcdLogFile(Path.Combine(options.Folder, "etcd.log"));
        _disk = new EtcdDisk(options.Folder);
        Endpoint = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{note.ClientPort}"));
        _status = new EtcdStatus(http, Endpoint, time);
    }

    /// <summary>For clients on this machine.</summary>
    public Uri Endpoint { get; }

    /// <summary>0 between two lives.</summary>
    public int ProcessId => _child?.Id ?? 0;

    /// <summary>Starts since this process began.</summary>
    public int Starts { get; private set; }

    public EtcdStatus Status => _status;

    /// <summary>That its disk is full, in words; null while there is room. It goes on by itself when there is again.</summary>
    public string? DiskTrouble => _disk.Trouble;

    /// <summary>Of the cluster it belongs to; 0 until it has served for the first time.</summary>
    public ulong ClusterId => Volatile.Read(ref _note).ClusterId;

    /// <summary>A member that was here before starts again by what it remembers.</summary>
    public static bool WasHere(string folder) => EtcdMemberNote.Read(folder) is not null;

    /// <summary>The cluster of the member that was here before; 0 when none was, or it never served.</summary>
    /// <exception cref="MemberLostException">What it remembers cannot be read.</exception>
    public static ulong ClusterOf(string folder) => EtcdMemberNote.Read(folder)?.ClusterId ?? 0;

    /// <summary>Starts a member, or one that was here before again. Returns once it serves with a majority.</summary>
    /// <inheritdoc cref="Launch"/>
    /// <exception cref="EtcdStartException">It does not run.</exception>
    public static async Task<EtcdMember> StartAsync(
        EtcdMemberOptions options, JoinTicket? join, HttpClient http, Action<EtcdMemberNews> told, TimeProvider time, CancellationToken cancellationToken)
    {
        var member = Launch(options, join, http, told, time);
        try
        {
            await member.ServingAsync(cancellationToken);
            return member;
        }
        catch
        {
            await member.DisposeAsync();
            throw;
        }
    }

    /// <summary>The same, without waiting: a node whose majority is gone is of use to its viewers.</summary>
    /// <param name="join">For one that never served: what <see cref="EtcdJoin"/> was told; null begins a cluster of one, or goes on by what it was told before.</param>
    /// <param name="told">Called from the member's own loop; must return at once.</param>
    /// <exception cref="EtcdMissingException">etcd is not installed.</exception>
    /// <exception cref="MemberLostException">Its data are gone.</exception>
    public static EtcdMember Launch(EtcdMemberOptions options, JoinTicket? join, HttpClient http, Action<EtcdMemberNews> told, TimeProvider time)
    {
        options.Checked().FindProgram();
        var member = new EtcdMember(options, Prepare(options, join), http, told, time);
        member._running = Task.Run(member.RunAsync, CancellationToken.None);
        return member;
    }

    /// <summary>Waits until it serves with a majority; one that was a member before waits for the others as long as it takes.</summary>
    /// <exception cref="EtcdStartException">A new one does not run.</exception>
    public async Task ServingAsync(CancellationToken cancellationToken)
    {
        var started = _time.GetTimestamp();
        while (true)
        {
            if (await _status.ReadAsync(cancellationToken) is { Serves: true } report)
            {
                Volatile.Write(ref _note, _note with { ClusterId = report.ClusterId, MemberId = report.MemberId });
                _note.Write(_options.Folder);
                return;
            }

            if (_note.ClusterId == 0 && (Starts >= 3 || _running.IsCompleted))
                throw new EtcdStartException($"etcd was started {Starts} times and did not serve within {_time.GetElapsedTime(started).TotalSeconds:0} s. Its last lines ({Path.Combine(_options.Folder, "etcd.log")}):\n{_log.LastLines}", _log.TellsOfMismatch);
            await Task.Delay(Look, _time, cancellationToken);
        }
    }

    /// <summary>Kills the child as a crash would; it is started again. For tests of faults.</summary>
    public void Kill() => _child?.Kill();

    /// <summary>Stops or continues the child. For tests of faults.</summary>
    public void Send(ProcessSignal signal) => _child?.Send(signal);

    public async ValueTask DisposeAsync()
    {
        // A container that knows it by two names disposes it twice.
        if (Interlocked.Exchange(ref _isDisposed, true))
        {
            await _running;
            return;
        }

        await _stop.CancelAsync();
        if (_child is { } child)
        {
            child.Send(ProcessSignal.Terminate);
            await Task.WhenAny(child.Exited, Task.Delay(EndsWithin, _time));
            child.Kill();
        }

        await _running;
        _stop.Dispose();
    }

    private static EtcdMemberNote Prepare(EtcdMemberOptions options, JoinTicket? join)
    {
        var data = Path.Combine(options.Folder, "data");
        var hasData = Directory.Exists(Path.Combine(data, "member"));
        var note = EtcdMemberNote.Read(options.Folder);
        if (note is { ClusterId: not 0 } && !hasData)
            throw MemberLostException.Emptied(note.Name, options.Folder);
        if (note is not null && note.Name != options.Name)
            throw new MemberLostException($"{options.Folder} belongs to the member {note.Name}, not to {options.Name}. A node keeps its name: start it with --node {note.Name}, or give {options.Name} a data folder of its own.");
        if (note is null && hasData)
            throw new MemberLostException($"{data} holds the data of an etcd, but {options.Folder} does not say whose. Restore member.json from a backup, or move {options.Folder} away.");
        var kept = note switch
        {
            null => new EtcdMemberNote(options.Name, FreePort(), join?.InitialCluster ?? $"{options.Name}={options.PeerUrl}", join is not null),
            // Another took the port while this one was away.
            _ when !IsFree(note.ClientPort) => note with { ClientPort = FreePort() },
            _ => note,
        };
        // It never served, and asked again who the others are.
        if (kept.ClusterId == 0 && join is not null)
            kept = kept with { InitialCluster = join.InitialCluster };
        // What stands there is not written again: a full disk is no reason not to start.
        if (kept != note)
            kept.Write(options.Folder);
        return kept;
    }

    private async Task RunAsync()
    {
        for (var failures = 1; !_stop.IsCancellationRequested; failures++)
        {
            var started = _time.GetTimestamp();
            var reason = await LiveAsync();
            if (_stop.IsCancellationRequested)
                return;
            if (_time.GetElapsedTime(started) > GoodLife)
                failures = 1;
            var pause = FirstPause * Math.Pow(2, Math.Min(failures, 8) - 1);
            pause = (pause < LongestPause ? pause : LongestPause) * (1 + RandomNumberGenerator.GetInt32(0, 250) / 1000d);
            if (_log.TellsOfRemoval)
            {
                _told(new EtcdMemberNews(EtcdMemberChange.Removed, 0, reason));
                return;
            }

            _told(new EtcdMemberNews(EtcdMemberChange.Ended, 0, $"{reason}; it is started again in {pause.TotalSeconds:0.0} s"));
            await Task.Delay(pause, _time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<string> LiveAsync()
    {
        try
        {
            var data = Path.Combine(_options.Folder, "data");
            await using var child = await ChildProcess.StartAsync(new ChildProcessSpec
            {
                FileName = _options.FindProgram(),
                Arguments = _options.Arguments(_note, data),
                WorkingFolder = _options.Folder,
                OnOutput = _log.Write,
                OnError = _log.Write,
            });
            _child = child;
            Starts++;
            _told(new EtcdMemberNews(EtcdMemberChange.Started, child.Id, ""));
            if (_stop.IsCancellationRequested)
                child.Send(ProcessSignal.Terminate);
            var exit = await child.Exited;
            return $"{(_disk.Trouble is { } full ? full + "; " : "")}etcd ended with {exit.ExitCode} after {exit.Elapsed.TotalSeconds:0.0} s: {_log.LastLines}";
        }
        catch (Exception e) when (e is ChildStartException or EtcdMissingException or IOException)
        {
            Starts++;
            return e.Message;
        }
        finally
        {
            _child = null;
        }
    }

    private static int FreePort()
    {
        for (var attempt = 0; attempt < 100; attempt++)
        {
            var port = RandomNumberGenerator.GetInt32(FirstClientPort, LastClientPort + 1);
            if (IsFree(port))
                return port;
        }

        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
