using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using Matinee.Testing;
using Matinee.Testing.Faults;
using Matinee.Testing.Machine;

namespace Matinee.IntegrationTests.Cluster;

/// <summary>Several real <c>matinee serve</c> on this machine with one catalogue and one folder of objects, each with a data folder of its own.</summary>
internal sealed class ClusterNodes : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>In the short run a process that is crowded out for some seconds keeps its lead.</summary>
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(Soak.IsFull ? 3 : 8);

    private static readonly HttpClient Http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { Timeout = Timeout.InfiniteTimeSpan };

    private readonly string _folder = Directory.CreateTempSubdirectory("matinee-nodes-").FullName;
    private readonly ConcurrentDictionary<string, MatineeProcess> _running = [];
    private readonly ConcurrentDictionary<string, (int Times, bool IsAway)> _absences = [];
    private readonly string _database;
    private readonly bool _raft;
    private readonly ClusterLinks? _links;
    private readonly (int Http, int Raft)[] _ports;
    private string _token = "";

    /// <param name="database">Null: an SQLite file that they share.</param>
    /// <param name="raft">With members of their own; otherwise they agree by the catalogue.</param>
    /// <param name="links">Null: all are on the loopback.</param>
    public ClusterNodes(string? database, bool raft, int count = 3, ClusterLinks? links = null)
    {
        _links = links;
        (_database, _raft) = (database ?? $"sqlite:{Path.Combine(_folder, "matinee.db")}", raft);
        _ports = [.. Enumerable.Range(0, count).Select(_ => (FreePorts.Take(), FreePorts.Take()))];
    }

    public IReadOnlyList<string> Names => [.. _ports.Select((_, i) => NameOf(i))];

    /// <summary>Those that were started and have not ended.</summary>
    public IReadOnlyList<string> Running => [.. Names.Where(name => _running.TryGetValue(name, out var process) && Runs(process))];

    public string FolderOf(string name) => Path.Combine(_folder, name);

    public MatineeProcess this[string name] => _running[name];

    /// <summary>How often it was taken away; null while it is, and before it was ready.</summary>
    public int? Absences(string name) => _absences.TryGetValue(name, out var absence) && !absence.IsAway ? absence.Times : null;

    /// <summary>From here on nothing is expected of it.</summary>
    public void Excuse(string name) => _absences.AddOrUpdate(name, (1, true), (_, absence) => (absence.Times + 1, true));

    public void Kill(string name)
    {
        Excuse(name);
        _running[name].Kill();
    }

    public Task RestartAsync(string name, CancellationToken cancellationToken) => _running[name].RestartAsync(cancellationToken);

    public Task StartAllAsync(CancellationToken cancellationToken) => StartFirstAsync(_ports.Length, cancellationToken);

    /// <summary>The first begins; the others are started at once after it. Returns when all are ready.</summary>
    public async Task StartFirstAsync(int count, CancellationToken cancellationToken)
    {
        await StartAsync(NameOf(0), cancellationToken);
        await Task.WhenAll(Names.Take(count).Skip(1).Select(name => StartAsync(name, cancellationToken)));
        await ReadyAsync(Names.Take(count), cancellationToken);
    }

    /// <param name="peers">Whether it names the first node where it would by the walk-through.</param>
    public async Task<MatineeProcess> StartAsync(string name, CancellationToken cancellationToken, bool? peers = null)
    {
        var index = Names.ToList().IndexOf(name);
        string[] raft = _raft ? ["--raft", (_links is null ? "" : HostOf(index) + ":") + Text(_ports[index].Raft), .. peers ?? index > 0 ? ["--peers", PeersOf(name)] : Array.Empty<string>()] : [];
        var process = await MatineeProcess.StartAsync(new MatineeProcessOptions
        {
            DataFolder = FolderOf(name),
            Port = _ports[index].Http,
            KeepsPort = true,
            Bind = _links?.HostOf(index) ?? "127.0.0.1",
            Launcher = _links?.LauncherOf(index) ?? [],
            Arguments = ["--node", name, "--workers", "0", .. raft],
            Environment = new Dictionary<string, string?>
            {
                ["DATABASE_URL"] = _database,
                ["STORAGE_URL"] = "file:" + Path.Combine(_folder, "objects"),
                ["JWT_SECRET"] = "a-secret-that-all-nodes-have-in-common",
                ["MATINEE__CLUSTER__STATUSEVERY"] = "00:00:01",
                ["MATINEE__CLUSTER__LEADERLEASE"] = Lease.ToString("c", CultureInfo.InvariantCulture),
                ["MATINEE__STREAMS__MAXSTREAMS"] = "100000",
            },
        }, cancellationToken);
        _running[name] = process;
        return process;
    }

    public async Task ReadyAsync(IEnumerable<string> names, CancellationToken cancellationToken)
    {
        foreach (var name in names)
        {
            await UntilAsync($"{name} is ready", async () => (await TryAsync(HttpMethod.Get, name, "/ready", cancellationToken))?.StatusCode == HttpStatusCode.OK, cancellationToken);
            _absences.AddOrUpdate(name, (0, false), (_, absence) => (absence.Times, false));
        }
    }

    /// <summary>Asks until a node has no vote any more, and is not known any more; its process ends of it.</summary>
    public Task RemoveAsync(string name, CancellationToken cancellationToken)
    {
        Excuse(name);
        return UntilAsync($"{name} is out of the cluster", async () =>
        {
            using var answer = await TryAsync(HttpMethod.Delete, Running.First(other => other != name), $"/api/cluster/members/{name}", cancellationToken);
            return answer?.StatusCode is HttpStatusCode.NoContent or HttpStatusCode.NotFound;
        }, cancellationToken);
    }

    /// <summary>Waits until all that run see one leader, and so many members.</summary>
    public async Task AgreeAsync(int size, CancellationToken cancellationToken)
    {
        await LeaderAsync(Running, cancellationToken);
        foreach (var name in Running)
        {
            await UntilAsync($"{name} sees {size} members", async () =>
                await StatusAsync(name, cancellationToken) is { } status && status.GetProperty("size").GetInt32() == size, cancellationToken);
        }
    }

    /// <summary>As a node sees it; null when it does not answer.</summary>
    public async Task<JsonElement?> StatusAsync(string name, CancellationToken cancellationToken)
    {
        using var answer = await TryAsync(HttpMethod.Get, name, "/api/cluster", cancellationToken);
        return answer is { IsSuccessStatusCode: true } ? await answer.Content.ReadFromJsonAsync<JsonElement>(cancellationToken) : null;
    }

    /// <summary>Waits until these all see the same leader, another than <paramref name="not"/>.</summary>
    public async Task<string> LeaderAsync(IReadOnlyCollection<string> seenBy, CancellationToken cancellationToken, string? not = null)
    {
        string? leader = null;
        await UntilAsync($"{string.Join(", ", seenBy)} see one leader that is not {not}", async () =>
        {
            var seen = new HashSet<string?>();
            foreach (var name in seenBy)
                seen.Add((await StatusAsync(name, cancellationToken))?.GetProperty("leader").GetString());
            leader = seen.Count == 1 ? seen.First() : null;
            return leader is not null && leader != not;
        }, cancellationToken);
        return leader ?? throw new InvalidOperationException("It was waited for.");
    }

    /// <summary>As the administrator, by the token of any node.</summary>
    /// <returns>Null when it does not answer.</returns>
    public Task<HttpResponseMessage?> TryAsync(HttpMethod method, string name, string path, CancellationToken cancellationToken) =>
        SendAsync(method, name, path, cancellationToken, patience: TimeSpan.FromSeconds(10));

    /// <summary>The same, until it answers in this way: it may not have heard of what the others did, or of who leads.</summary>
    public async Task<HttpResponseMessage> UntilAnswersAsync(HttpMethod method, string name, string path, HttpStatusCode wanted, CancellationToken cancellationToken)
    {
        HttpResponseMessage? answer = null;
        await UntilAsync($"{name} answers {method} {path} with {wanted}", async () =>
        {
            answer?.Dispose();
            answer = await SendAsync(method, name, path, cancellationToken, patience: Patience);
            return answer?.StatusCode == wanted;
        }, cancellationToken);
        return answer ?? throw new InvalidOperationException("It was waited for.");
    }

    /// <summary>Until nothing of a killed node runs any more: its member dies with it, a moment later.</summary>
    public Task UntilGoneAsync(string name, CancellationToken cancellationToken) =>
        UntilAsync($"nothing of {name} runs", () => Task.FromResult(ChildCensus.WorkingOn(FolderOf(name), except: 0).Count == 0), cancellationToken);

    /// <param name="key">For idempotency.</param>
    /// <param name="patience">3 s when it is not given.</param>
    public async Task<HttpResponseMessage?> SendAsync(
        HttpMethod method, string name, string path, CancellationToken cancellationToken, object? body = null, string? key = null, TimeSpan? patience = null)
    {
        if (!_running.TryGetValue(name, out var process) || !Runs(process))
            return null;
        if (_token.Length == 0)
            _token = await process.AdminTokenAsync(cancellationToken);
        using var request = new HttpRequestMessage(method, new Uri(process.Address, path)) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.Authorization = new("Bearer", _token);
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(patience ?? TimeSpan.FromSeconds(3));
        try
        {
            return await Http.SendAsync(request, deadline.Token);
        }
        catch (Exception e) when (e is HttpRequestException or SocketException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null;
        }
    }

    public async Task UntilAsync(string what, Func<Task<bool>> holds, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        while (!await holds())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (patience.IsCancellationRequested)
                throw new TimeoutException($"Not within {Patience.TotalSeconds} s: {what}\n{string.Join('\n', _running.Select(node => $"--- {node.Key}\n{node.Value.Output}"))}");
            await Task.Delay(20, cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _running.Values)
            await process.DisposeAsync();
        TestFolder.Remove(_folder);
    }

    private static string NameOf(int index) => string.Create(CultureInfo.InvariantCulture, $"node{index + 1}");

    private string HostOf(int index) => _links?.HostOf(index) ?? "localhost";

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);

    /// <summary>The others that run; the first node when none does.</summary>
    private string PeersOf(string name)
    {
        var others = Running.Where(other => other != name).ToList();
        return string.Join(',', (others.Count > 0 ? others : [NameOf(0)]).Select(other => $"{HostOf(Names.ToList().IndexOf(other))}:{_ports[Names.ToList().IndexOf(other)].Raft}"));
    }

    private static bool Runs(MatineeProcess process)
    {
        try
        {
            return !process.HasExited;
        }
        catch (InvalidOperationException)
        {
            return false; // it was killed while it was looked at
        }
    }
}
