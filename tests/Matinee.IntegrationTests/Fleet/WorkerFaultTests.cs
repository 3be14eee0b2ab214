using System.Text.Json;
using Matinee.Testing.Faults;
using Matinee.Testing.Fleet;
using Matinee.Testing.Media;
using Xunit;

namespace Matinee.IntegrationTests.Fleet;

/// <summary>Workers that vanish, sleep, and hand in what is damaged; servers that vanish.</summary>
public sealed class WorkerFaultTests
{
    private static readonly TimeSpan Done = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan Slowness = TimeSpan.FromSeconds(1);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_killed_worker_costs_what_it_had_in_hand_and_no_more()
    {
        await using var stage = await StageAsync();
        var video = await stage.UploadAsync(await FixtureCache.PathAsync(MediaFixtures.Baseline), Stop);
        var (worker, held) = await UntilEncodingAsync(stage, video);

        stage.Workers[worker].Kill();
        await stage.UntilReadyAsync(video, Done, Stop);

        var again = Tasks(await stage.JobAsync(video, Stop)).Where(task => task.GetProperty("attempt").GetInt32() > 1).Select(Id).ToArray();
        Assert.NotEmpty(again);
        Assert.Subset(held.ToHashSet(), again.ToHashSet());
    }

    [Fact]
    public async Task A_worker_that_slept_past_its_lease_changes_nothing_when_it_wakes()
    {
        await using var stage = await StageAsync();
        var video = await stage.UploadAsync(await FixtureCache.PathAsync(MediaFixtures.Baseline), Stop);
        var (worker, _) = await UntilEncodingAsync(stage, video);

        stage.Workers[worker].Pause();
        await stage.UntilReadyAsync(video, Done, Stop);
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
        await UntilAsync(() => stage.Workers[0].Output.Split("is refused after").Length > 2, stage);
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
        Assert.Contains(stage.Workers, worker => worker.Output.Contains($"{stage.Servers[1].Address.GetLeftPart(UriPartial.Authority)}/ answers", StringComparison.Ordinal));
    }

    private static async Task<FleetStage> StageAsync(int servers = 1, int workers = 2)
    {
        var shims = Directory.CreateTempSubdirectory("matinee-shim-").FullName;
        return await FleetStage.StartAsync(new FleetStageOptions
        {
            Servers = servers,
            Workers = workers,
            ServerEnvironment = FleetTimes.Quick,
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

    private static async Task UntilAsync(Func<bool> reached, FleetStage stage)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        deadline.CancelAfter(TimeSpan.FromSeconds(40));
        while (!reached())
        {
            if (deadline.IsCancellationRequested)
                throw new TimeoutException(stage.Report());
            await Task.Delay(50, Stop);
        }
    }

    private static JsonElement[] Tasks(JsonElement job) => [.. job.GetProperty("tasks").EnumerateArray()];

    private static string Id(JsonElement task) => task.GetProperty("id").GetString() ?? "";
}
