using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Matinee.Testing.Machine;

namespace Matinee.Testing.Fleet;

/// <summary>
/// A whole service of real processes: servers without a worker of their own, and workers that know nothing but the servers'
/// addresses. Servers and workers are reached by index, to be killed, stopped and continued.
/// </summary>
public sealed class FleetStage : IAsyncDisposable
{
    private const int LastLines = 40;

    private readonly List<MatineeProcess> _servers = [];
    private readonly List<WorkerProcess> _workers = [];
    private readonly FleetStageOptions _options;
    private string _token = "";
    private int _begun;

    private FleetStage(FleetStageOptions options)
    {
        _options = options;
        Folder = Directory.CreateTempSubdirectory("matinee-fleet-").FullName;
    }

    /// <summary>With the shared catalogue <c>matinee.db</c> and the shared <c>objects</c>, where there are such.</summary>
    public string Folder { get; }

    public IReadOnlyList<MatineeProcess> Servers => _servers;

    public IReadOnlyList<WorkerProcess> Workers => _workers;

    /// <summary>All servers, joined by commas.</summary>
    public string Coordinators => string.Join(',', _servers.Select(server => server.Address.GetLeftPart(UriPartial.Authority)));

    public static async Task<FleetStage> StartAsync(FleetStageOptions? options = null, CancellationToken cancellationToken = default)
    {
        var stage = new FleetStage(options ?? new FleetStageOptions());
        try
        {
            await stage.LaunchAsync(cancellationToken);
            return stage;
        }
        catch
        {
            await stage.DisposeAsync();
            throw;
        }
    }

    /// <summary>One more worker, enrolled with the stage's token.</summary>
    /// <param name="environment">On top of the stage's.</param>
    /// <param name="launcher">What starts it, such as <c>taskset -c 1</c>.</param>
    public async Task<WorkerProcess> AddWorkerAsync(
        string? name = null, IReadOnlyDictionary<string, string?>? environment = null, CancellationToken cancellationToken = default, params IReadOnlyList<string> launcher)
    {
        var worker = await StartWorkerAsync(Interlocked.Increment(ref _begun) - 1, name, environment, launcher, cancellationToken);
        lock (_workers)
            _workers.Add(worker);
        return worker;
    }

    /// <summary>A token that lets workers in.</summary>
    public async Task<string> EnrolmentTokenAsync(CancellationToken cancellationToken = default)
    {
        using var admin = await _servers[0].CreateAdminClientAsync(cancellationToken);
        using var response = await admin.PostAsync("/api/worker/tokens", null, cancellationToken);
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken)).GetProperty("token").GetString()!; // the contract
    }

    /// <summary>Uploads a film as a person would.</summary>
    /// <returns>Its id.</returns>
    public async Task<string> UploadAsync(string path, CancellationToken cancellationToken = default)
    {
        using var admin = await _servers[0].CreateAdminClientAsync(cancellationToken);
        using var begun = await admin.PostAsJsonAsync(
            "/api/videos/upload", new { filename = Path.GetFileName(path), contentType = "video/mp4", size = new FileInfo(path).Length }, cancellationToken);
        begun.EnsureSuccessStatusCode();
        var answer = await begun.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
        using var request = new HttpRequestMessage(HttpMethod.Put, answer.GetProperty("uploadUrl").GetString());
        request.Content = new StreamContent(File.OpenRead(path));
        foreach (var header in answer.GetProperty("headers").EnumerateObject())
        {
            if (!request.Headers.TryAddWithoutValidation(header.Name, header.Value.GetString()))
                request.Content.Headers.TryAddWithoutValidation(header.Name, header.Value.GetString());
        }

        using var client = _servers[0].CreateClient();
        using var put = await client.SendAsync(request, cancellationToken);
        put.EnsureSuccessStatusCode();
        return answer.GetProperty("videoId").GetString()!; // the contract
    }

    /// <summary>Waits until the film is ready; throws with what is known when it fails or takes too long.</summary>
    public async Task<JsonElement> UntilReadyAsync(string video, TimeSpan within, CancellationToken cancellationToken = default)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(within);
        var last = "";
        try
        {
            while (true)
            {
                var found = await AskAsync($"/api/videos/{video}", deadline.Token);
                last = found.ToString();
                if (found.GetProperty("state").GetString() == "ready")
                    return found;
                if (found.GetProperty("state").GetString() == "failed")
                    throw new InvalidOperationException($"The film failed: {last}\n{Report()}");
                await Task.Delay(100, deadline.Token);
            }
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"The film was not ready within {within}: {last}\n{Report()}", e);
        }
    }

    /// <summary>The newest job of a film, with its tasks. An upload is noticed a moment after it ends, so the first may have to be waited for.</summary>
    public async Task<JsonElement> JobAsync(string video, CancellationToken cancellationToken = default)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(TimeSpan.FromSeconds(60));
        while (true)
        {
            var jobs = (await AskAsync($"/api/jobs?videoId={video}", deadline.Token)).GetProperty("items");
            if (jobs.GetArrayLength() > 0)
                return await AskAsync($"/api/jobs/{jobs[0].GetProperty("id").GetString()}", cancellationToken);
            await Task.Delay(100, deadline.Token);
        }
    }

    /// <summary>What the first server that lives answers an administrator.</summary>
    public async Task<JsonElement> AskAsync(string path, CancellationToken cancellationToken = default)
    {
        using var admin = await _servers.First(server => !server.HasExited).CreateAdminClientAsync(cancellationToken);
        return await admin.GetFromJsonAsync<JsonElement>(path, cancellationToken);
    }

    /// <summary>What everybody has said lately.</summary>
    public string Report() => string.Join("\n\n", [
        .. _servers.Select((server, i) => $"== server {i}\n{Messages(server.Output)}"), .. _workers.Select((worker, i) => $"== worker {i}\n{Messages(worker.Output)}")]);

    public async ValueTask DisposeAsync()
    {
        foreach (var worker in _workers)
            await worker.DisposeAsync();
        foreach (var server in _servers)
            await server.DisposeAsync();
        TestFolder.Remove(Folder);
    }

    private Task<WorkerProcess> StartWorkerAsync(
        int index, string? name, IReadOnlyDictionary<string, string?>? environment, IReadOnlyList<string> launcher, CancellationToken cancellationToken)
    {
        var variables = new Dictionary<string, string?>(_options.WorkerEnvironment);
        foreach (var (variable, value) in environment ?? new Dictionary<string, string?>())
            variables[variable] = value;
        return WorkerProcess.StartAsync(new WorkerProcessOptions
        {
            Coordinators = Coordinators,
            Token = _token,
            Name = name ?? $"worker{index}",
            Slots = _options.Slots,
            DataFolder = Path.Combine(Folder, $"worker{index}"),
            Environment = variables,
            Launcher = launcher,
        }, cancellationToken);
    }

    private static string Messages(string output) => string.Join('\n', output.Split('\n').TakeLast(LastLines).Select(line =>
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            return $"{json.RootElement.GetProperty("Timestamp").GetString()?[11..23]} {json.RootElement.GetProperty("Message").GetString()}";
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return line;
        }
    }));

    private async Task LaunchAsync(CancellationToken cancellationToken)
    {
        var secret = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        for (var i = 0; i < _options.Servers; i++)
        {
            var variables = new Dictionary<string, string?>
            {
                ["JWT_SECRET"] = secret,
                ["DATABASE_URL"] = _options.DatabaseUrl ?? $"sqlite:{Path.Combine(Folder, "matinee.db")}",
                ["MATINEE__STORAGE__PATH"] = Path.Combine(Folder, "objects"),
            };
            foreach (var (variable, value) in _options.ServerEnvironment)
                variables[variable] = value;
            _servers.Add(await MatineeProcess.StartAsync(new MatineeProcessOptions
            {
                DataFolder = Path.Combine(Folder, $"server{i}"),
                Arguments = ["--node", $"node{i}", "--workers", "0"],
                Environment = variables,
                KeepsPort = true,
            }, cancellationToken));
        }

        _token = await EnrolmentTokenAsync(cancellationToken);
        _begun = _options.Workers;
        _workers.AddRange(await Task.WhenAll(Enumerable.Range(0, _options.Workers).Select(i => StartWorkerAsync(i, null, null, [], cancellationToken))));
    }
}
