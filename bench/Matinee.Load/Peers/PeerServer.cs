using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Matinee.Load.Figures;
using Matinee.Processes;
using Matinee.Testing;
using Matinee.Testing.Machine;

namespace Matinee.Load.Peers;

/// <summary>One server of a table as a process of its own, on a core of its own where there are two.</summary>
internal sealed class PeerServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private readonly string _folder = Directory.CreateTempSubdirectory("matinee-peer-").FullName;
    private readonly string _log;
    private ChildProcess? _running;

    private readonly string[] _more;

    private PeerServer(PeerProgram program, string[] more)
    {
        (Program, _more, Port) = (program, more, FreePorts.Take());
        _log = Path.Combine(_folder, "out");
        File.WriteAllText(_log, "");
    }

    public PeerProgram Program { get; }

    public int Port { get; }

    public ProcessTree Figures => new(_running?.Id ?? throw new InvalidOperationException("It does not run."));

    /// <param name="more">Arguments after the port.</param>
    public static async Task<PeerServer> StartAsync(PeerProgram program, params string[] more)
    {
        var server = new PeerServer(program, more);
        try
        {
            await server.StartAgainAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>SIGKILL.</summary>
    public async Task KillAsync()
    {
        if (_running is not { } running)
            return;
        _running = null;
        running.Kill();
        await running.Exited;
    }

    /// <summary>On the same port; returns when it listens.</summary>
    public async Task StartAgainAsync()
    {
        string[] command = Pinning.ServerCore is { } core ? [Find("taskset"), "-c", core, .. Command()] : Command();
        _running = await ChildProcess.StartAsync(new ChildProcessSpec
        {
            FileName = command[0],
            Arguments = [.. command[1..]],
            WorkingFolder = _folder,
            // As every ASP.NET Core application has it.
            Environment = ImmutableDictionary<string, string>.Empty
                .Add("PATH", SearchPath).Add("HOME", _folder).Add("DOTNET_gcServer", "1").Add("DOTNET_gcConcurrent", "1").Add("NODE_ENV", "production"),
            OnOutput = Keep,
            OnError = Keep,
        });
        var until = DateTime.UtcNow + Patience;
        while (!await AnswersAsync())
        {
            if (_running.Exited.IsCompleted || DateTime.UtcNow > until)
                throw new InvalidOperationException($"{Program} does not listen:\n{string.Join('\n', File.ReadLines(_log).TakeLast(20))}");
            await Task.Delay(50);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        TestFolder.Remove(_folder);
    }

    private static string SearchPath => (Environment.GetEnvironmentVariable("PATH") ?? "") + ":/usr/bin:/bin:/usr/sbin:/sbin";

    private static string Bench => Path.Combine(MatineeProcess.RepositoryRoot(), "bench");

    private string[] Command()
    {
        var port = Port.ToString(CultureInfo.InvariantCulture);
        return Program switch
        {
            PeerProgram.Matinee => [Find("dotnet"), typeof(PeerServer).Assembly.Location, "host-matinee", port, .. _more],
            PeerProgram.SignalR => [Find("dotnet"), typeof(PeerServer).Assembly.Location, "host-signalr", port],
            PeerProgram.Ws => [Find("node"), Path.Combine(Bench, "peers", "ws.js"), port],
            PeerProgram.SocketIo => [Find("node"), Path.Combine(Bench, "peers", "socket-io.js"), port],
            _ => [Find("nginx"), "-c", NchanConfiguration(port)],
        };
    }

    private string NchanConfiguration(string port)
    {
        var path = Path.Combine(_folder, "nginx.conf");
        File.WriteAllText(path, File.ReadAllText(Path.Combine(Bench, "lib", "nchan.conf")).Replace("PORT", port, StringComparison.Ordinal).Replace("RUN", _folder, StringComparison.Ordinal));
        return path;
    }

    private static string Find(string program) =>
        SearchPath.Split(':').Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists)
        ?? throw new FileNotFoundException($"{program} is not on the PATH; bench/run installs what its tables need.");

    private async Task<bool> AnswersAsync()
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, Port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private void Keep(ReadOnlySpan<byte> line) => File.AppendAllText(_log, System.Text.Encoding.UTF8.GetString(line) + "\n");
}
