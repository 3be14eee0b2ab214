using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Matinee.Client;
using Matinee.Client.Uploads;
using Matinee.Testing;
using Matinee.Testing.Faults;
using Matinee.Testing.Media;
using Xunit;

namespace Matinee.IntegrationTests.Scaling;

/// <summary>A server that starts worker processes, with cooldowns short enough to be watched.</summary>
internal sealed class ScalingStage : IAsyncDisposable
{
    /// <summary>For films that workers come and go for, on a machine that does everything at once.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private HttpClient _admin;

    private ScalingStage(MatineeProcess server, HttpClient admin) => (Server, _admin) = (server, admin);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public MatineeProcess Server { get; }

    public HttpClient Admin => _admin;

    public static async Task<ScalingStage> StartAsync(string node = "stage", string? data = null, params (string Name, string? Value)[] settings)
    {
        var environment = new Dictionary<string, string?>
        {
            ["MATINEE__SCALING__LOOKEVERY"] = "00:00:00.300",
            ["MATINEE__SCALING__UPCOOLDOWN"] = "00:00:01",
            ["MATINEE__SCALING__DOWNCOOLDOWN"] = "00:00:02",
            ["MATINEE__SCALING__STEP"] = "1",
            ["MATINEE__SCALING__MAX"] = "4",
            ["MATINEE__SCALING__MOSTPROCESSES"] = "4",
            ["MATINEE__FLEET__HEARTBEATINTERVAL"] = "00:00:01",
        };
        foreach (var (name, value) in settings)
            environment[name] = value;
        var server = await MatineeProcess.StartAsync(new MatineeProcessOptions
        {
            DataFolder = data, Arguments = ["--workers", "0", "--node", node], Environment = environment,
        }, Stop);
        return new ScalingStage(server, await server.CreateAdminClientAsync(Stop));
    }

    public async Task RestartAsync()
    {
        await Server.RestartAsync(Stop);
        _admin.Dispose();
        _admin = await Server.CreateAdminClientAsync(Stop);
    }

    /// <summary>Worker processes by name: read from the process table, not from what the server says.</summary>
    public IReadOnlyDictionary<string, int> Processes() => ChildCensus.WorkingOn(Path.Combine(Server.DataFolder, "workers"), Server.Id)
        .Where(line => line.Contains(" worker --coordinator ", StringComparison.Ordinal) && !line.Contains("setpriv", StringComparison.Ordinal) && !line.Contains("prlimit", StringComparison.Ordinal))
        .Select(line => (Name: line.Split("--id ")[1].Split(' ')[0], Id: int.Parse(line[..line.IndexOf(':', StringComparison.Ordinal)], CultureInfo.InvariantCulture)))
        // A process that is just being started shows the command line of the one that starts it.
        .GroupBy(process => process.Name).ToDictionary(group => group.Key, group => group.Min(process => process.Id));

    public Task<JsonElement> ScalingAsync() => GetAsync("/api/scaling");

    public async Task<IReadOnlyList<JsonElement>> WorkersAsync() => [.. (await GetAsync("/api/workers")).GetProperty("items").EnumerateArray()];

    public async Task<int> HealthyAsync() => (await WorkersAsync()).Count(worker => worker.GetProperty("status").GetString() == "healthy");

    public async Task UploadAsync(int films, int seconds)
    {
        var path = await FixtureCache.PathAsync(MediaFixtures.Lasting(seconds));
        for (var i = 0; i < films; i++)
            await new MatineeClient(_admin).Uploads.UploadAsync(new UploadOrder(path, $"Film {i}"), null, null, Stop);
    }

    public async Task<IReadOnlyList<string>> VideoStatesAsync() =>
        [.. (await GetAsync("/api/videos?limit=50&mine=true")).GetProperty("items").EnumerateArray().Select(v => v.GetProperty("state").GetString() ?? "")];

    /// <summary>Waits until a chunk has shown frames.</summary>
    public async Task<AttemptOutcomes> UnderWayAsync()
    {
        AttemptOutcomes? found = null;
        await UntilAsync("a chunk under way", async () => (found = await AttemptOutcomes.ReadAsync(Server.DataFolder, Stop)).UnderWay.Count > 0);
        return found!; // read at least once
    }

    public async Task PostAsync(string path, object body)
    {
        using var answer = await _admin.PostAsJsonAsync(path, body, Stop);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Stop));
    }

    /// <summary>Looks five times a second, and says what it saw last when it gives up.</summary>
    public async Task UntilAsync(string what, Func<Task<bool>> reached)
    {
        var started = Stopwatch.GetTimestamp();
        while (!await reached())
        {
            if (Stopwatch.GetElapsedTime(started) > Patience)
                Assert.Fail($"Not within {Patience}: {what}. {await ScalingAsync()}\n{string.Join('\n', await WorkersAsync())}\n{Server.Output[^Math.Min(Server.Output.Length, 3_000)..]}");
            await Task.Delay(200, Stop);
        }
    }

    public ValueTask DisposeAsync()
    {
        _admin.Dispose();
        return Server.DisposeAsync();
    }

    private async Task<JsonElement> GetAsync(string path)
    {
        using var json = JsonDocument.Parse(await _admin.GetStringAsync(path, Stop));
        return json.RootElement.Clone();
    }
}
