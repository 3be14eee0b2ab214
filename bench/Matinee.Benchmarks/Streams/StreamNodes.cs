using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Matinee.Testing;

namespace Matinee.Benchmarks.Streams;

/// <summary>Real servers that keep one registry of streams: several with members of their own, or one by its catalogue.</summary>
internal sealed class StreamNodes : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _folder = Directory.CreateTempSubdirectory("matinee-streams-").FullName;
    private readonly List<MatineeProcess> _processes = [];

    public List<StreamNode> Nodes { get; } = [];

    /// <summary>The one that leads; found by <see cref="StartAsync"/>.</summary>
    public StreamNode Leader { get; private set; } = null!; // set before anybody has the object

    /// <param name="database">What they share; null for one node with a file of its own and no consensus but that.</param>
    public static async Task<StreamNodes> StartAsync(int count, string? database, CancellationToken cancellationToken)
    {
        var nodes = new StreamNodes();
        try
        {
            var raft = Enumerable.Range(0, count).Select(_ => FreePort()).ToArray();
            for (var i = 0; i < count; i++)
                await nodes.AddAsync(i, raft, database, cancellationToken);
            await nodes.FindLeaderAsync(cancellationToken);
            return nodes;
        }
        catch
        {
            await nodes.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in Nodes)
            node.Client.Dispose();
        foreach (var process in _processes)
            await process.DisposeAsync();
        await Task.Delay(200); // their children end now
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>The three commands of the manual, with a port that is free.</summary>
    private async Task AddAsync(int index, int[] raft, string? database, CancellationToken cancellationToken)
    {
        var name = $"node{index + 1}";
        string[] consensus = database is null ? [] : ["--raft", Text(raft[index]), .. index > 0 ? ["--peers", $"localhost:{Text(raft[0])}"] : Array.Empty<string>()];
        var environment = new Dictionary<string, string?>
        {
            ["STORAGE_URL"] = "file:" + Path.Combine(_folder, "objects"),
            ["JWT_SECRET"] = "a-secret-that-all-nodes-have-in-common",
            ["MATINEE__STREAMS__MAXSTREAMS"] = "100000",
        };
        if (database is not null)
            environment["DATABASE_URL"] = database;
        var process = await MatineeProcess.StartAsync(new MatineeProcessOptions
        {
            DataFolder = Path.Combine(_folder, name), Port = FreePort(), Arguments = ["--node", name, "--workers", "0", .. consensus], Environment = environment,
        }, cancellationToken);
        _processes.Add(process);
        Nodes.Add(new StreamNode(name, process.Id, await process.CreateAdminClientAsync(cancellationToken)));
    }

    private async Task FindLeaderAsync(CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        while (true)
        {
            var states = await Task.WhenAll(Nodes.Select(node => node.GetAsync("/api/cluster", patience.Token)));
            string?[] leaders = [.. states.Select(state => state.GetProperty("leader").GetString()).Distinct()];
            if (leaders is [{ } leader] && states.All(state => state.GetProperty("healthyNodes").GetInt32() == Nodes.Count))
            {
                Leader = Nodes.First(node => node.Name == leader);
                return;
            }

            await Task.Delay(100, patience.Token);
        }
    }

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

/// <summary>One of them, and its administrator.</summary>
internal sealed record StreamNode(string Name, int Process, HttpClient Client)
{
    public async Task<JsonElement> GetAsync(string path, CancellationToken cancellationToken) =>
        JsonSerializer.Deserialize<JsonElement>(await Client.GetStringAsync(path, cancellationToken));

    /// <summary>Resident bytes of the server, and of its member of the consensus.</summary>
    public (long Server, long Member) Memory() => (Resident(Process), Children(Process).Sum(Resident));

    private static IEnumerable<int> Children(int process) => Directory.EnumerateDirectories($"/proc/{process}/task")
        .SelectMany(thread => File.ReadAllText(thread + "/children").Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .Select(child => int.Parse(child, CultureInfo.InvariantCulture));

    private static long Resident(int process) =>
        1024 * long.Parse(File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
}
