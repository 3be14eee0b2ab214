using System.Diagnostics;
using System.Text.Json;
using Matinee.Testing.Faults;
using Xunit;

namespace Matinee.IntegrationTests.Scaling;

/// <summary>A real server and the worker processes that it starts.</summary>
public sealed class AutoscalingTests(ITestOutputHelper output)
{
    private static readonly (string, string?)[] Enabled = [("MATINEE__SCALING__ENABLED", "true")];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_count_follows_a_backlog_from_two_up_and_back_to_two_and_no_attempt_is_lost()
    {
        // Longer than the queue is empty between two steps of the jobs on a busy machine: else it rightly shrinks in the middle.
        await using var stage = await ScalingStage.StartAsync(settings: [.. Enabled, ("MATINEE__SCALING__DOWNCOOLDOWN", "00:00:06")]);
        await stage.UntilAsync("two workers", async () => await stage.HealthyAsync() == 2);
        await stage.UploadAsync(films: 4, seconds: 30);
        List<int> seen = [];
        await stage.UntilAsync("all films ready", async () =>
        {
            seen.Add(stage.Processes().Count);
            return await stage.VideoStatesAsync() is var states && states.Count == 4 && states.All(state => state == "ready");
        });
        await stage.UntilAsync("two workers again", async () =>
            (await stage.ScalingAsync()).GetProperty("started").GetInt32() == 2 && stage.Processes().Count == 2 && await stage.HealthyAsync() == 2);

        var decisions = (await stage.ScalingAsync()).GetProperty("decisions").EnumerateArray().Reverse().ToList();
        foreach (var decision in decisions)
            output.WriteLine(decision.GetRawText());
        var outcomes = await AttemptOutcomes.ReadAsync(stage.Server.DataFolder, Stop);
        output.WriteLine($"processes seen: {string.Join(' ', seen.Distinct())}; attempts: {outcomes}");
        Assert.True(seen.Max() > 2, "It never grew.");
        Assert.Equal((0, 0, 0), (outcomes.Count("lost"), outcomes.Count("failed"), outcomes.Count("running")));
        // What is released before is an answer to a worker that had asked anew meanwhile; from the first drain on there is nothing of the kind.
        var drained = decisions.First(decision => Code(decision) == "idle").GetProperty("at").GetDateTimeOffset();
        Assert.Equal(0, (await AttemptOutcomes.ReadAsync(stage.Server.DataFolder, drained, Stop)).Count("released"));
        Assert.Equal(["below_min", "busy", "idle"], decisions.Select(Code).Distinct());
        AssertOneMountain([.. decisions.Select(decision => decision.GetProperty("to").GetInt32())]);
    }

    [Fact]
    public async Task A_killed_worker_is_replaced_and_a_killed_server_leaves_none_behind_and_starts_them_again()
    {
        await using var stage = await ScalingStage.StartAsync(settings: Enabled);
        await stage.UntilAsync("two workers", async () => await stage.HealthyAsync() == 2);
        var before = stage.Processes();
        Assert.Equal(["stage-1", "stage-2"], before.Keys.Order(StringComparer.Ordinal));

        using (var victim = Process.GetProcessById(before["stage-1"]))
            victim.Kill();
        await stage.UntilAsync("another in its place", () => Task.FromResult(stage.Processes() is { Count: 2 } now
            && now.GetValueOrDefault("stage-1", before["stage-1"]) != before["stage-1"] && now.GetValueOrDefault("stage-2") == before["stage-2"]));

        stage.Server.Kill();
        var killed = Stopwatch.GetTimestamp();
        while (stage.Processes().Count > 0)
        {
            Assert.InRange(Stopwatch.GetElapsedTime(killed), TimeSpan.Zero, Soak.Limit(TimeSpan.FromSeconds(1)));
            await Task.Delay(20, Stop);
        }

        await stage.RestartAsync();
        await stage.UntilAsync("the same two again", async () => await stage.HealthyAsync() == 2 && stage.Processes().Count == 2);
        Assert.Equal(["stage-1", "stage-2"], (await stage.WorkersAsync()).Select(worker => worker.GetProperty("name").GetString()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Added_by_hand_removed_by_hand_and_what_it_works_on_is_finished_first()
    {
        await using var stage = await ScalingStage.StartAsync(settings: [("MATINEE__TRANSCODING__PRESET", "slower")]);
        await stage.PostAsync("/api/workers", new { count = 1 });
        await stage.UploadAsync(films: 1, seconds: 20);
        var before = await stage.UnderWayAsync();

        var worker = Assert.Single(await stage.WorkersAsync()).GetProperty("id").GetString();
        using (var removed = await stage.Admin.DeleteAsync($"/api/workers/{worker}", Stop))
            Assert.True(removed.IsSuccessStatusCode);
        await stage.UntilAsync("none left", () => Task.FromResult(stage.Processes().Count == 0));
        var outcomes = await AttemptOutcomes.ReadAsync(stage.Server.DataFolder, Stop);
        await stage.PostAsync("/api/workers", new { count = 1 });
        await stage.UntilAsync("the film is finished by another", async () => (await stage.VideoStatesAsync()).All(state => state == "ready"));

        Assert.Equal((0, 0, 0), (outcomes.Count("lost"), outcomes.Count("failed"), outcomes.Count("running")));
        Assert.All(before.UnderWay, attempt => Assert.Equal("completed", outcomes.ByAttempt[attempt]));
        Assert.Equal(["added", "removed", "added"], (await stage.ScalingAsync()).GetProperty("decisions").EnumerateArray().Select(Code));
    }

    [Fact]
    public async Task When_the_node_that_decides_is_killed_another_decides_within_seconds()
    {
        // The lease lasts for three looks, and the lead, with which it goes, as long: enough that the first keeps both on a busy machine.
        (string, string?)[] one =
        [
            .. Enabled, ("MATINEE__SCALING__MIN", "1"), ("MATINEE__SCALING__MAX", "1"), ("MATINEE__SCALING__LOOKEVERY", "00:00:03"), ("MATINEE__CLUSTER__LEADERLEASE", "00:00:09"),
        ];
        await using var first = await ScalingStage.StartAsync("first", settings: one);
        await first.UntilAsync("a worker", async () => await first.HealthyAsync() == 1);
        await using var second = await ScalingStage.StartAsync("second", settings:
        [
            .. one, ("DATABASE_URL", $"sqlite:{first.Server.DataFolder}/matinee.db"), ("MATINEE__STORAGE__PATH", $"{first.Server.DataFolder}/objects"),
            ("JWT_SECRET", await File.ReadAllTextAsync(Path.Combine(first.Server.DataFolder, "secret"), Stop)),
        ]);
        Assert.Equal("first", (await second.ScalingAsync()).GetProperty("node").GetString());
        Assert.Empty(second.Processes());

        first.Server.Kill();

        await second.UntilAsync("the second decides", async () => (await second.ScalingAsync()).GetProperty("node").GetString() == "second");
        await second.UntilAsync("its worker", () => Task.FromResult(second.Processes().Keys.SequenceEqual(["second-1"])));
        Assert.Equal(1, (await second.ScalingAsync()).GetProperty("wanted").GetInt32());
    }

    private static string Code(JsonElement decision) => decision.GetProperty("code").GetString() ?? "";

    /// <summary>Up, then down, and never to and fro.</summary>
    private static void AssertOneMountain(List<int> counts)
    {
        var top = counts.IndexOf(counts.Max());
        Assert.Equal(counts.Take(top).Order(), counts.Take(top));
        Assert.Equal(counts.Skip(top).OrderDescending(), counts.Skip(top));
        Assert.Equal(2, counts[^1]);
    }
}
