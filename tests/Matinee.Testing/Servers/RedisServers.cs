using System.Globalization;
using Matinee.Processes;
using Matinee.Testing.Faults;
using Matinee.Testing.Machine;

namespace Matinee.Testing.Servers;

/// <summary>
/// redis-server: one, several, a cluster of three masters, or a master with two replicas and three sentinels; killed and started again at will.
/// Every write is in its file before it is acknowledged, which outlives the process: what a test loses it loses on purpose, and no write waits for the disk.
/// </summary>
public sealed class RedisServers : IAsyncDisposable
{
    /// <summary>By which name the sentinels know the master.</summary>
    public const string Master = "main";

    private const string Package = "redis-server";

    private static readonly Lazy<Task<RedisServers>> Single = new(() => StartAsync(1));
    private static readonly Lazy<Task<RedisServers>> Several = new(() => StartAsync(3));
    private static readonly Lazy<Task<RedisServers>> Cluster = new(StartClusterAsync);

    private readonly ServerFolder _folder = new("redis");
    private readonly int[] _ports;
    private readonly ChildProcess?[] _running;
    private readonly string[] _options;

    private RedisServers(int count, string[] options)
    {
        _ports = [.. Enumerable.Range(0, count).Select(_ => ClusterPort())];
        _running = new ChildProcess?[count];
        _options = options;
    }

    /// <summary>As <c>REDIS_URL</c> has them: the servers, or the sentinels of a watched master.</summary>
    public string Url => string.Join(',', (Sentinels.Count > 0 ? Sentinels : _ports).Select(port => $"redis://127.0.0.1:{port}"));

    public IReadOnlyList<int> Sentinels { get; private set; } = [];

    public int Count => _ports.Length;

    /// <summary>One server for the whole test run; nobody kills it.</summary>
    public static Task<RedisServers> SharedAsync() => Single.Value;

    /// <summary>Three servers that know nothing of each other, for the whole test run; nobody kills them.</summary>
    public static Task<RedisServers> SharedSeveralAsync() => Several.Value;

    /// <summary>A cluster for the whole test run; nobody kills its members.</summary>
    public static Task<RedisServers> SharedClusterAsync() => Cluster.Value;

    /// <summary>Servers that know nothing of each other.</summary>
    /// <param name="options">For the command line of each.</param>
    public static async Task<RedisServers> StartAsync(int count, params string[] options)
    {
        var servers = new RedisServers(count, options);
        try
        {
            await Task.WhenAll(Enumerable.Range(0, count).Select(i => servers.RestartAsync(i)));
            Console.WriteLine($"{(await servers.AskAsync(0, "info", "server")).Split('\n').First(line => line.StartsWith("redis_version", StringComparison.Ordinal)).Trim()} on ports {string.Join(", ", servers._ports)}");
            return servers;
        }
        catch
        {
            await servers.DisposeAsync();
            throw;
        }
    }

    /// <summary>Three masters that divide the keys.</summary>
    public static async Task<RedisServers> StartClusterAsync()
    {
        var servers = await StartAsync(3, "--cluster-enabled", "yes", "--cluster-config-file", "nodes.conf", "--cluster-node-timeout", "15000");
        await servers._folder.RunAsync("redis-cli", "redis-tools", ["--cluster", "create", .. servers._ports.Select(port => $"127.0.0.1:{port}"), "--cluster-yes"]);
        for (var i = 0; i < servers.Count; i++)
            await servers.UntilAsync(i, ["cluster", "info"], "cluster_state:ok"); // each has to agree, not only the first
        // What is published to one goes to the others over a link to each; one that is not made yet would lose it.
        foreach (var port in servers._ports)
            await servers.UntilPortAsync(port, ["cluster", "nodes"], "that it has all its links", nodes => nodes.Split('\n').Count(line => line.Contains(" connected", StringComparison.Ordinal) && !line.Contains("handshake", StringComparison.Ordinal)) == servers.Count);
        return servers;
    }

    /// <summary>A master (server 0), two replicas and three sentinels.</summary>
    public static async Task<RedisServers> StartWatchedAsync()
    {
        var servers = await StartAsync(3);
        for (var i = 1; i < servers.Count; i++)
            await servers.AskAsync(i, "replicaof", "127.0.0.1", servers._ports[0].ToString(CultureInfo.InvariantCulture));
        for (var i = 1; i < servers.Count; i++)
            await servers.UntilAsync(i, ["info", "replication"], "master_link_status:up");
        servers.Sentinels = [FreePorts.Take(), FreePorts.Take(), FreePorts.Take()];
        foreach (var port in servers.Sentinels)
            await servers.StartSentinelAsync(port);
        foreach (var port in servers.Sentinels)
            await servers.UntilPortAsync(port, ["info", "sentinel"], "slaves=2,sentinels=3");
        return servers;
    }

    public int PortOf(int server) => _ports[server];

    public string UrlOf(int server) => string.Create(CultureInfo.InvariantCulture, $"redis://127.0.0.1:{_ports[server]}");

    /// <summary>SIGKILL.</summary>
    public async Task KillAsync(int server)
    {
        if (_running[server] is not { } running)
            return;
        _running[server] = null;
        running.Kill();
        await running.Exited;
    }

    /// <summary>Until one of the others is a master: from then on it takes writes.</summary>
    public async Task TakenOverAsync(int killed)
    {
        var others = _ports.Where((_, i) => i != killed).ToList();
        var patience = DateTime.UtcNow + TimeSpan.FromSeconds(120);
        while (!(await Task.WhenAll(others.Select(port => SaysAsync(port, ["info", "replication"], said => said.Contains("role:master", StringComparison.Ordinal))))).Contains(true))
        {
            if (DateTime.UtcNow > patience)
                throw new TimeoutException("No replica was made the master.");
            await Task.Delay(20);
        }
    }

    /// <summary>Nothing answers, connections stay.</summary>
    public void Pause(int server) => Stopping.Stop(_running[server]);

    public void Resume(int server) => _running[server]?.Send(ProcessSignal.Continue);

    /// <summary>Starts after <see cref="KillAsync"/>; returns when it answers.</summary>
    public async Task RestartAsync(int server)
    {
        var port = _ports[server].ToString(CultureInfo.InvariantCulture);
        Directory.CreateDirectory(DataOf(server));
        _running[server] = await _folder.StartAsync(
            $"r{server}", "redis-server", Package, ["--bind", "127.0.0.1", "--port", port, "--dir", DataOf(server), "--save", "", "--appendonly", "yes", "--appendfsync", "no", .. _options]);
        await UntilAsync(server, ["ping"], "PONG");
    }

    public void Wipe(int server) => Directory.Delete(DataOf(server), recursive: true);

    /// <summary>A copy of what is on the disk now, to be put back by <see cref="PutBack"/>: what came after it is lost then.</summary>
    public void Keep(int server) => ServerDisk.Copy(DataOf(server), DataOf(server) + ".kept");

    public void PutBack(int server) => ServerDisk.Copy(DataOf(server) + ".kept", DataOf(server));

    /// <summary>Until both replicas have what the master has.</summary>
    public Task UntilReplicatedAsync() => UntilAsync(0, ["wait", "2", "5000"], "2");

    /// <summary>What redis-cli prints.</summary>
    public Task<string> AskAsync(int server, params string[] words) => AskPortAsync(_ports[server], words);

    public ValueTask DisposeAsync() => _folder.DisposeAsync();

    private string DataOf(int server) => Path.Combine(_folder.Path, $"data{server}");

    // A member of a cluster listens 10,000 ports higher, too.
    private static int ClusterPort() => FreePorts.Take(besides: 10_000);

    private async Task StartSentinelAsync(int port)
    {
        var configuration = Path.Combine(_folder.Path, $"s{port}.conf");
        await File.WriteAllTextAsync(configuration, $"""
            bind 127.0.0.1
            port {port}
            dir {_folder.Path}
            sentinel monitor {Master} 127.0.0.1 {_ports[0]} 2
            sentinel down-after-milliseconds {Master} {Soak.Count(full: 1500, brief: 4000)}
            sentinel failover-timeout {Master} {Soak.Count(full: 3000, brief: 6000)}

            """);
        await _folder.StartAsync($"s{port}", "redis-sentinel", "redis-sentinel", configuration);
    }

    private Task<string> AskPortAsync(int port, string[] words) =>
        _folder.RunAsync("redis-cli", "redis-tools", ["-p", port.ToString(CultureInfo.InvariantCulture), .. words]);

    private Task UntilAsync(int server, string[] words, string said) => UntilPortAsync(_ports[server], words, said);

    private Task UntilPortAsync(int port, string[] words, string said) => UntilPortAsync(port, words, said, answer => answer.Contains(said, StringComparison.Ordinal));

    private async Task UntilPortAsync(int port, string[] words, string said, Func<string, bool> holds)
    {
        var patience = DateTime.UtcNow + TimeSpan.FromSeconds(120);
        while (!await SaysAsync(port, words, holds))
        {
            if (DateTime.UtcNow > patience)
                throw new TimeoutException($"The Redis on port {port} did not say {said}.");
            await Task.Delay(20);
        }
    }

    private async Task<bool> SaysAsync(int port, string[] words, Func<string, bool> holds)
    {
        try
        {
            return holds(await AskPortAsync(port, words));
        }
        catch (InvalidOperationException)
        {
            return false; // it does not listen yet
        }
    }
}
