using System.Globalization;
using Matinee.Processes;
using Matinee.Testing.Machine;

namespace Matinee.Testing.Servers;

/// <summary>nats-server with JetStream, one or a cluster of three; killed and started again at will.</summary>
public sealed class NatsServers : IAsyncDisposable
{
    private const string Package = "nats-server";

    private static readonly Lazy<Task<NatsServers>> Single = new(() => StartAsync(1));
    private static readonly Lazy<Task<NatsServers>> Three = new(() => StartAsync(3));

    private readonly ServerFolder _folder = new("nats");
    private readonly int[] _ports;
    private readonly int[] _monitors;
    private readonly int[] _routes;
    private readonly ChildProcess?[] _running;
    private readonly string _more;

    private NatsServers(int count, string more)
    {
        (_ports, _monitors, _routes) = (Ports(count), Ports(count), Ports(count));
        _running = new ChildProcess?[count];
        _more = more;
    }

    /// <summary>All servers, as <c>NATS_URL</c> has them.</summary>
    public string Url => string.Join(',', Enumerable.Range(0, _ports.Length).Select(UrlOf));

    public int Count => _ports.Length;

    /// <summary>One server for the whole test run; nobody kills it.</summary>
    public static Task<NatsServers> SharedAsync() => Single.Value;

    /// <summary>Three servers for the whole test run; nobody kills them.</summary>
    public static Task<NatsServers> SharedClusterAsync() => Three.Value;

    /// <param name="more">Lines for the configuration of every server.</param>
    public static async Task<NatsServers> StartAsync(int count, string more = "")
    {
        var servers = new NatsServers(count, more);
        try
        {
            for (var i = 0; i < count; i++)
                await servers.LaunchAsync(i);
            await Task.WhenAll(Enumerable.Range(0, count).Select(servers.WaitAsync));
            var version = await servers._folder.RunAsync("nats-server", Package, "--version");
            Console.WriteLine($"{version} on ports {string.Join(", ", servers._ports)}");
            return servers;
        }
        catch
        {
            await servers.DisposeAsync();
            throw;
        }
    }

    public int PortOf(int server) => _ports[server];

    public string UrlOf(int server) => string.Create(CultureInfo.InvariantCulture, $"nats://127.0.0.1:{_ports[server]}");

    /// <summary>SIGKILL.</summary>
    public async Task KillAsync(int server)
    {
        if (_running[server] is not { } running)
            return;
        _running[server] = null;
        running.Kill();
        await running.Exited;
    }

    /// <summary>As a node that was stopped by its operator hangs: nothing answers, connections stay.</summary>
    public void Pause(int server) => Stopping.Stop(_running[server]);

    public void Resume(int server) => _running[server]?.Send(ProcessSignal.Continue);

    public void Wipe(int server) => Directory.Delete(DataOf(server), recursive: true);

    /// <summary>A copy of what a killed server has on its disk, to be put back by <see cref="PutBack"/>: what came after it is lost then.</summary>
    public void Keep(int server) => ServerDisk.Copy(DataOf(server), DataOf(server) + ".kept");

    public void PutBack(int server) => ServerDisk.Copy(DataOf(server) + ".kept", DataOf(server));

    /// <summary>Starts after <see cref="KillAsync"/>; returns when it listens.</summary>
    public async Task RestartAsync(int server)
    {
        await LaunchAsync(server);
        await WaitAsync(server);
    }

    /// <summary>Until every server has caught up, as its operator waits before the next one is taken down (docs.nats.io, "healthz").</summary>
    public async Task CaughtUpAsync()
    {
        using var client = new HttpClient();
        var patience = DateTime.UtcNow + TimeSpan.FromSeconds(120);
        foreach (var monitor in _monitors)
        {
            string said;
            while (!(said = await AskHealthAsync(client, monitor)).Contains("\"ok\"", StringComparison.Ordinal))
            {
                if (DateTime.UtcNow > patience)
                    throw new InvalidOperationException($"The servers did not catch up: {said}");
                await Task.Delay(100);
            }
        }
    }

    public ValueTask DisposeAsync() => _folder.DisposeAsync();

    private string DataOf(int server) => Path.Combine(_folder.Path, $"data{server}");

    private async Task LaunchAsync(int server)
    {
        var configuration = Path.Combine(_folder.Path, $"n{server}.conf");
        var routes = string.Join(", ", _routes.Select(port => $"\"nats://127.0.0.1:{port}\""));
        var cluster = Count == 1 ? "" : $"cluster {{ name: c1, listen: \"127.0.0.1:{_routes[server]}\", routes: [{routes}] }}";
        await File.WriteAllTextAsync(configuration, $$"""
            server_name: n{{server}}
            listen: "127.0.0.1:{{_ports[server]}}"
            http: "127.0.0.1:{{_monitors[server]}}"
            jetstream { store_dir: "{{DataOf(server)}}", max_mem: 64M, max_file: 512M }
            {{cluster}}
            {{_more}}
            """);
        _running[server] = await _folder.StartAsync($"n{server}", "nats-server", Package, "-c", configuration);
    }

    private async Task WaitAsync(int server)
    {
        using var client = new HttpClient();
        var patience = DateTime.UtcNow + TimeSpan.FromSeconds(120);
        while (!await IsReadyAsync(client, server))
        {
            if (DateTime.UtcNow > patience)
                throw new InvalidOperationException($"nats-server did not come up: {string.Join('\n', File.ReadLines(Path.Combine(_folder.Path, $"n{server}.out")).TakeLast(20))}");
            await Task.Delay(20);
        }
    }

    // A server of a cluster is of use when the cluster has a leader.
    private async Task<bool> IsReadyAsync(HttpClient client, int server)
    {
        try
        {
            var text = await client.GetStringAsync(new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{_monitors[server]}/jsz")));
            // Its monitor answers before it listens for clients.
            return (Count == 1 || text.Contains("\"leader\": \"n", StringComparison.Ordinal)) && await ServerFolder.AnswersAsync(_ports[server]);
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static async Task<string> AskHealthAsync(HttpClient client, int monitor)
    {
        try
        {
            using var answer = await client.GetAsync(new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{monitor}/healthz")));
            return await answer.Content.ReadAsStringAsync();
        }
        catch (HttpRequestException e)
        {
            return e.Message;
        }
    }

    private static int[] Ports(int count) => [.. Enumerable.Range(0, count).Select(_ => FreePorts.Take())];
}
