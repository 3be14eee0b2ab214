using Matinee.Testing.Faults;
using Xunit;

namespace Matinee.IntegrationTests.Scaling;

/// <summary>Every way for a worker to leave, and for a server that has workers; the attempts in the database say what became of the tasks.</summary>
public sealed class WorkerShutdownTests
{
    private const int SigQuit = 3;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Told_to_end_at_once_it_gives_its_task_back_and_another_finishes_the_film()
    {
        var (stage, _) = await EncodingAsync();
        await using var owned = stage;
        await using var held = await HeldEncoders.HoldAsync(stage.Server, Stop);
        var before = held.UnderWay;
        var process = Assert.Single(stage.Processes());
        var worker = Assert.Single(await stage.WorkersAsync()).GetProperty("id").GetString();

        await stage.PostAsync("/api/shutdown", new { target = worker, mode = "immediate" });

        // It is still wanted, so the executor starts another under the same name.
        await stage.UntilAsync("another process", () => Task.FromResult(stage.Processes() is { Count: 1 } now && now[process.Key] != process.Value));
        var outcomes = await AttemptOutcomes.ReadAsync(stage.Server.DataFolder, Stop);
        Assert.All(before, attempt => Assert.Equal("released", outcomes.ByAttempt[attempt]));
        Assert.Equal((0, 0), (outcomes.Count("lost"), outcomes.Count("failed")));
        await stage.UntilAsync("the film", async () => (await stage.VideoStatesAsync()).All(state => state == "ready"));
    }

    [Fact]
    public async Task All_workers_are_drained_and_nothing_that_runs_is_cut_off()
    {
        var (stage, before) = await EncodingAsync();
        await using var owned = stage;

        await stage.PostAsync("/api/shutdown", new { target = "all-workers", mode = "drain" });

        await stage.UntilAsync("no process", () => Task.FromResult(stage.Processes().Count == 0));
        await AssertFinishedAsync(stage, before);
        Assert.Equal(0, (await stage.ScalingAsync()).GetProperty("wanted").GetInt32());
    }

    [Fact]
    public async Task A_server_that_is_drained_waits_for_the_workers_that_it_started()
    {
        var (stage, before) = await EncodingAsync();
        await using var owned = stage;

        stage.Server.Signal(SigQuit);
        var code = await stage.Server.EndAsync(Stop).WaitAsync(TimeSpan.FromMinutes(5), Stop);

        Assert.Equal(0, code);
        Assert.Empty(stage.Processes());
        await AssertFinishedAsync(stage, before);
    }

    private static async Task AssertFinishedAsync(ScalingStage stage, AttemptOutcomes before)
    {
        var outcomes = await AttemptOutcomes.ReadAsync(stage.Server.DataFolder, Stop);
        Assert.Equal((0, 0, 0), (outcomes.Count("running"), outcomes.Count("lost"), outcomes.Count("failed")));
        Assert.All(before.UnderWay, attempt => Assert.Equal("completed", outcomes.ByAttempt[attempt]));
    }

    /// <summary>One worker process in the middle of a chunk that takes some seconds.</summary>
    private static async Task<(ScalingStage Stage, AttemptOutcomes Before)> EncodingAsync()
    {
        var stage = await ScalingStage.StartAsync(settings: [("MATINEE__TRANSCODING__PRESET", "slower")]);
        await stage.PostAsync("/api/workers", new { count = 1 });
        await stage.UploadAsync(films: 1, seconds: 20);
        return (stage, await stage.UnderWayAsync());
    }
}
