using System.Text.Json;
using System.Text.RegularExpressions;
using Dapper;
using Matinee.Adapters.Sqlite;
using Matinee.Testing.Faults;
using Matinee.Testing.Fleet;
using Matinee.Testing.Media;
using Matinee.Testing.Time;
using Xunit;

namespace Matinee.IntegrationTests.Fleet;

/// <summary>Workers that vanish, sleep, and hand in what is damaged; servers that vanish.</summary>
public sealed class WorkerFaultTests
{
    private static readonly TimeSpan Done = TimeSpan.FromMinutes(4);
    private static readonly TimeSpan Slowness = TimeSpan.FromSeconds(1);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_killed_worker_costs_what_it_had_in_hand_and_no_more()
    {
        await using var stage = await StageAsync();
        var video = await stage.UploadAsync(await FixtureCache.PathAsync(MediaFixtures.Baseline), Stop);
        var (worker, held) = await UntilPausedAsync(stage, video);
        stage.Workers[worker].Kill();
        // What was on its way to it when it stopped was never begun, and is its loss all the same.
        var heldAtLast = held.Union(await HeldAsync(stage, video, worker)).ToHashSet();
        await stage.UntilReadyAsync(video, Done, Stop);

        Assert.Contains(Tasks(await stage.JobAsync(video, Stop)), task => task.GetProperty("attempt").GetInt32() > 1);
        // An attempt beside a slow one is no loss, nor of the kill what another worker loses that is crowded out for too long.
        Assert.Subset(heldAtLast, (await LostByAsync(stage, $"worker{worker}")).ToHashSet());
    }

    [Fact]
    public async Task A_worker_that_slept_past_its_lease_changes_nothing_when_it_wakes()
    {
        await using var stage = await StageAsync();
        var video = await stage.UploadAsync(await FixtureCache.PathAsync(MediaFixtures.Baseline), Stop);
        var (worker, _) = await UntilPausedAsync(stage, video);
        await stage.UntilReadyAsync(video, Done, Stop);
        // Pictures may come after it, and count as tasks too.
        await Patient.UntilAsync(async () => Tasks(await stage.JobAsync(video, Stop)).All(task => task.GetProperty("state").GetString() is "completed" or "failed" or "cancelled"), Stop);
        var before = await CatalogueSnapshot.ReadAsync(stage.Folder, Stop);
        stage.Workers[worker].Continue();
        await UntilAsync(() => stage.Workers[worker].Output.Contains("is lost after", StringComparison.Ordinal)
            || stage.Workers[worker].Output.Contains("is refused after", StringComparison.Ordinal)
            || stage.Workers[worker].Output.Contains("is failed", StringComparison.Ordinal), stage);
        var after = await CatalogueSnapshot.ReadAsync(stage.Folder, Stop);

        Assert.Equal(before.Segments, after.Segments);
        Assert.Equal(before.AttemptsOfCompletedTasks, after.AttemptsOfCompletedTasks);
        Assert.Equal(0, await stage.Workers[worker].StopAsync(Stop));
    }

    [Fact]
    public async Task What_arrives_damaged_is_never_published_and_done_again_elsewhere()
    {
        var patient = new Dictionary<string, string?>(FleetTimes.Quick) { ["MATINEE__TRANSCODING__RETRYATTEMPTS"] = "20" };
        await using var stage = await FleetStage.StartAsync(new FleetStageOptions { Workers = 0, ServerEnvironment = patient }, Stop);
        await stage.AddWorkerAsync("damaging", new Dictionary<string, string?> { ["MATINEE__WORKER__FFMPEGPATH"] = FfmpegShim.Damaging(stage.Folder) }, Stop);
        var video = await stage.UploadAsync(await FixtureCache.PathAsync(MediaFixtures.Baseline), Stop);
        // Both kinds of damage.
        await UntilAsync(() => stage.Workers[0].Output.Split("is refused after").Length > 2 && Enumerable.Range(0, 2).All(chunk =>
            Regex.IsMatch(stage.Servers[0].Output, $@"video_chunk {chunk} of video \S+ failed with verify_")), stage);
        var published = await CatalogueSnapshot.ReadAsync(stage.Folder, Stop);

        await stage.AddWorkerAsync("sound", cancellationToken: Stop);
        await stage.UntilReadyAsync(video, Done, Stop);

        Assert.DoesNotContain(published.Segments.Keys, name => name.Split('/')[2].EndsWith('p')); // 360p, not audio0
        Assert.Matches(@"video_chunk 0 of video \S+ failed with verify_", stage.Servers[0].Output);
        Assert.Matches(@"video_chunk 1 of video \S+ failed with verify_", stage.Servers[0].Output);
    }

    [Fact]
    public async Task Workers_go_on_with_another_server_when_theirs_is_killed()
    {
        await using var stage = await StageAsync(servers: 2);
        var video = await stage.UploadAsync(await FixtureCache.PathAsync(MediaFixtures.Baseline), Stop);
        await UntilEncodingAsync(stage, video);

        stage.Servers[0].Kill();
        await stage.UntilReadyAsync(video, Done, Stop);

        Assert.All(stage.Workers, worker => Assert.False(worker.HasExited));
        await UntilAsync(() => stage.Workers.Any(worker => worker.Output.Contains($"{stage.Servers[1].Address.GetLeftPart(UriPartial.Authority)}/ answers", StringComparison.Ordinal)), stage);
    }

    private static async Task<FleetStage> StageAsync(int servers = 1, int workers = 2)
    {
        var shims = Directory.CreateTempSubdirectory("matinee-shim-").FullName;
        return await FleetStage.StartAsync(new FleetStageOptions
        {
            Servers = servers,
            Workers = workers,
            // Nobody is lost who is merely crowded out for some seconds.
            ServerEnvironment = new Dictionary<string, string?>(FleetTimes.Quick) { ["MATINEE__TRANSCODING__DEADWORKERTIMEOUT"] = "00:00:08" },
            WorkerEnvironment = new Dictionary<string, string?> { ["MATINEE__WORKER__FFMPEGPATH"] = FfmpegShim.Slow(shims, Slowness) },
        }, Stop);
    }

    /// <summary>Until some worker has a chunk.</summary>
    /// <returns>Its index, and all tasks that it has.</returns>
    private static async Task<(int Worker, IReadOnlyList<string> Held)> UntilEncodingAsync(FleetStage stage, string video)
    {
        var names = (await stage.AskAsync("/api/workers", Stop)).GetProperty("items").EnumerateArray()
            .ToDictionary(worker => worker.GetProperty("id").GetString() ?? "", worker => worker.GetProperty("name").GetString() ?? "");
        while (true)
        {
            var running = Tasks(await stage.JobAsync(video, Stop)).Where(task => task.GetProperty("state").GetString() == "running").ToArray();
            if (running.FirstOrDefault(task => task.GetProperty("kind").GetString() == "video_chunk") is { ValueKind: JsonValueKind.Object } chunk)
            {
                var id = chunk.GetProperty("workerId").GetString() ?? "";
                var held = running.Where(task => task.GetProperty("workerId").GetString() == id).Select(Id).ToArray();
                return (names[id][^1] - '0', held);
            }

            await Task.Delay(50, Stop);
        }
    }

    /// <summary>Until some worker has a chunk and stands still with it.</summary>
    /// <returns>Its index, and all tasks that it has.</returns>
    private static async Task<(int Worker, IReadOnlyList<string> Held)> UntilPausedAsync(FleetStage stage, string video)
    {
        while (true)
        {
            var (worker, _) = await UntilEncodingAsync(stage, video);
            stage.Workers[worker].Pause();
            // What was on its way to the server when it stopped is handed in all the same.
            await Task.Delay(500, Stop);
            var running = await RunningAsync(stage, video, worker);
            if (running.Any(task => task.GetProperty("kind").GetString() == "video_chunk"))
                return (worker, [.. running.Select(Id)]);
            stage.Workers[worker].Continue(); // it had just ended
        }
    }

    private static async Task<IReadOnlyList<string>> HeldAsync(FleetStage stage, string video, int worker) => [.. (await RunningAsync(stage, video, worker)).Select(Id)];

    private static async Task<JsonElement[]> RunningAsync(FleetStage stage, string video, int worker)
    {
        var ids = (await stage.AskAsync("/api/workers", Stop)).GetProperty("items").EnumerateArray()
            .Where(found => found.GetProperty("name").GetString()?[^1] - '0' == worker).Select(found => found.GetProperty("id").GetString()).ToHashSet();
        return [.. Tasks(await stage.JobAsync(video, Stop)).Where(task => task.GetProperty("state").GetString() == "running" && ids.Contains(task.GetProperty("workerId").GetString()))];
    }

    private static async Task UntilAsync(Func<bool> reached, FleetStage stage)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        deadline.CancelAfter(TimeSpan.FromMinutes(2));
        while (!reached())
        {
            if (deadline.IsCancellationRequested)
                throw new TimeoutException(stage.Report());
            await Task.Delay(50, Stop);
        }
    }

    /// <summary>Tasks of which this worker's attempt was given up as lost.</summary>
    private static async Task<IEnumerable<string>> LostByAsync(FleetStage stage, string worker)
    {
        await using var catalogue = await SqliteCatalogue.OpenAsync(Path.Combine(stage.Folder, "matinee.db"), Stop);
        return await catalogue.ReadAsync(connection => connection.QueryAsync<string>(
            "SELECT a.task_id FROM task_attempts a JOIN workers w ON w.id = a.worker_id WHERE a.outcome = 'lost' AND w.name = @worker", new { worker }), Stop);
    }

    private static JsonElement[] Tasks(JsonElement job) => [.. job.GetProperty("tasks").EnumerateArray()];

    private static string Id(JsonElement task) => task.GetProperty("id").GetString() ?? "";
}
