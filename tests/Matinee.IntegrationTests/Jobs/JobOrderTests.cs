using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Matinee.Client.Http;
using Matinee.Client.Jobs;
using Matinee.Testing.Media;
using Xunit;

namespace Matinee.IntegrationTests.Jobs;

/// <summary>Orders against a real server: what is taken, what is refused, and whose it is.</summary>
public sealed class JobOrderTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_segmented_job_makes_the_ladder_that_was_wished_for()
    {
        await using var server = await JobServer.StartAsync("--workers", "2");
        var admin = await server.AdminAsync();
        var video = await JobServer.UploadAsync(admin, MediaFixtures.Baseline);

        var job = await admin.Jobs.SubmitAsync(
            new JobOrder
            {
                Input = video, Segmented = true, Priority = "high", Affinity = "sameWorker",
                Params = new JobParams { Width = 426, Height = 4000, SegmentSeconds = 2, AudioBitrate = 96_000 },
            }, null, Stop);
        var ended = await JobServer.EndAsync(admin, job.Id);

        Assert.Equal(("completed", "high", "sameWorker", true), (ended.State, ended.Priority, ended.Affinity, ended.Segmented));
        Assert.Equal((426, 2.0), (ended.Params?.Width, ended.Params?.SegmentSeconds));
        var shown = await admin.Videos.GetAsync(video, Stop);
        Assert.Equal((426, 240), (shown.Width, shown.Height));
        var stats = Assert.IsType<JobStats>(ended.Stats);
        Assert.Equal(10, stats.DurationSeconds, 0.1);
        Assert.Equal(shown.Source!.Bytes, stats.BytesIn);
        Assert.True(stats is { BytesOut: > 10_000, CpuSeconds: > 0, CostPerMinute: > 0, WorkersUsed: 1, TotalTime: > 0, Retries: 0 });
        Assert.Equal(stats.CpuSeconds / stats.DurationSeconds, stats.CostPerMinute, 0.01);
        var chunk = ended.Tasks!.First(task => task.Kind == "video_chunk");
        var attempt = Assert.Single(await admin.Jobs.AttemptsAsync(job.Id, chunk.Id, Stop));
        Assert.Equal(("completed", 1), (attempt.Outcome, attempt.Attempt));
        Assert.True(attempt.BytesOut > 0 && attempt.FinishedAt >= attempt.StartedAt);
    }

    [Fact]
    public async Task Every_broken_rule_is_told_at_once_by_its_field()
    {
        await using var server = await JobServer.StartAsync("--workers", "0");
        var admin = await server.AdminAsync();

        var refused = await Assert.ThrowsAsync<MatineeException>(() => admin.Jobs.SubmitAsync(
            new JobOrder
            {
                Input = "v0000000000000000", Output = "a/b.mp4", Segmented = true, Priority = "urgent", Affinity = "sticky",
                Params = new JobParams { VideoCodec = "mpeg2", VideoBitrate = 1, Width = 1, SegmentSeconds = 99, Container = "mkv" },
            }, null, Stop));

        var nobody = await Assert.ThrowsAsync<MatineeException>(() =>
            admin.Jobs.SubmitAsync(new JobOrder { Input = "v0000000000000000", Output = "x.webm" }, null, Stop));
        Assert.Contains("No worker that is here can encode av1", nobody.Message, StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode)422, refused.Status);
        Assert.Equal(
            ["affinity", "input", "output", "params.container", "params.segmentSeconds", "params.videoBitrate", "params.videoCodec", "params.width", "priority"],
            refused.Errors.Keys.Order(StringComparer.Ordinal));
        Assert.All(refused.Errors.Values, sentences => Assert.EndsWith(".", sentences.Single(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_same_order_twice_is_one_job_and_another_key_is_another()
    {
        await using var server = await JobServer.StartAsync("--workers", "0");
        var admin = await server.AdminAsync();
        var video = await JobServer.UploadAsync(admin, MediaFixtures.Silent);
        var order = new JobOrder { Input = video, Output = "film.mp4" };

        var twice = await Task.WhenAll(admin.Jobs.SubmitAsync(order, "once", Stop), admin.Jobs.SubmitAsync(order, "once", Stop));
        var other = await admin.Jobs.SubmitAsync(order, "twice", Stop);
        var reused = await Assert.ThrowsAsync<MatineeException>(() => admin.Jobs.SubmitAsync(order with { Output = "other.mp4" }, "once", Stop));

        Assert.Equal(twice[0].Id, twice[1].Id);
        Assert.NotEqual(twice[0].Id, other.Id);
        Assert.Equal("idempotency_key_reused", reused.Code);
    }

    [Fact]
    public async Task A_job_is_its_owners_and_for_everybody_else_there_is_none()
    {
        await using var server = await JobServer.StartAsync("--workers", "0");
        var anna = await server.MemberAsync("anna@example.org");
        var bob = await server.MemberAsync("bob@example.org");
        var video = await JobServer.UploadAsync(anna, MediaFixtures.Silent);
        var job = await anna.Jobs.SubmitAsync(new JobOrder { Input = video, Output = "mine.mp4" }, null, Stop);
        var task = (await anna.Jobs.GetAsync(job.Id, Stop)).Tasks![0].Id;
        var early = await Assert.ThrowsAsync<MatineeException>(() => anna.Jobs.DownloadAsync(job.Id, Stream.Null, null, Stop));

        Func<Task>[] attempts =
        [
            () => bob.Jobs.GetAsync(job.Id, Stop),
            () => bob.Jobs.CancelAsync(job.Id, Stop),
            () => bob.Jobs.PrioritiseAsync(job.Id, "high", Stop),
            () => bob.Jobs.CancelTaskAsync(job.Id, task, Stop),
            () => bob.Jobs.AttemptsAsync(job.Id, task, Stop),
            () => bob.Jobs.DownloadAsync(job.Id, Stream.Null, null, Stop),
            async () => await bob.Jobs.WatchAsync(job.Id, null, Stop).GetAsyncEnumerator(Stop).MoveNextAsync(),
        ];

        Assert.Equal(HttpStatusCode.Conflict, early.Status); // it has not been made yet
        foreach (var attempt in attempts)
            Assert.Equal(HttpStatusCode.NotFound, (await Assert.ThrowsAsync<MatineeException>(attempt)).Status);
        Assert.Contains("input", (await Assert.ThrowsAsync<MatineeException>(() => bob.Jobs.SubmitAsync(new JobOrder { Input = video, Segmented = true }, null, Stop))).Errors.Keys);
        Assert.Contains("input", (await Assert.ThrowsAsync<MatineeException>(() => bob.Jobs.SubmitAsync(new JobOrder { Input = $"sources/{video}/x" }, null, Stop))).Errors.Keys);
        await foreach (var listed in bob.Jobs.ListAsync(null, Stop))
            Assert.Fail($"Bob is shown {listed.Id}.");
        Assert.Equal(job.Id, (await (await server.AdminAsync()).Jobs.GetAsync(job.Id, Stop)).Id);
    }

    [Fact]
    public async Task An_order_with_wishes_takes_the_place_of_the_automatic_encode_and_one_with_others_is_refused()
    {
        await using var server = await JobServer.StartAsync("--workers", "0");
        var admin = await server.AdminAsync();
        var video = await JobServer.UploadAsync(admin, MediaFixtures.Silent);
        var automatic = await JobServer.JobOfAsync(admin, video);

        var same = await admin.Jobs.SubmitAsync(new JobOrder { Input = video, Segmented = true, Priority = "critical" }, null, Stop);
        var wished = await admin.Jobs.SubmitAsync(new JobOrder { Input = video, Segmented = true, Params = new JobParams { Height = 240 } }, null, Stop);
        var refused = await Assert.ThrowsAsync<MatineeException>(() =>
            admin.Jobs.SubmitAsync(new JobOrder { Input = video, Segmented = true, Params = new JobParams { Height = 144 } }, null, Stop));

        Assert.Equal((automatic.Id, "critical"), (same.Id, same.Priority));
        Assert.NotEqual(automatic.Id, wished.Id);
        Assert.Equal(("cancelled", "replaced"), await StateAsync(admin, automatic.Id));
        Assert.Equal(HttpStatusCode.Conflict, refused.Status);
    }

    [Fact]
    public async Task Priority_moves_the_tasks_that_wait_and_lists_are_filtered()
    {
        await using var server = await JobServer.StartAsync("--workers", "0");
        var admin = await server.AdminAsync();
        var video = await JobServer.UploadAsync(admin, MediaFixtures.Silent);
        var first = await admin.Jobs.SubmitAsync(new JobOrder { Input = video, Output = "a.mp4", Priority = "low" }, null, Stop);
        var second = await admin.Jobs.SubmitAsync(new JobOrder { Input = video, Output = "b.mp4" }, null, Stop);

        var moved = await admin.Jobs.PrioritiseAsync(first.Id, "critical", Stop);
        await admin.Jobs.CancelAsync(second.Id, Stop);
        var late = await Assert.ThrowsAsync<MatineeException>(() => admin.Jobs.PrioritiseAsync(second.Id, "high", Stop));

        Assert.Equal("critical", moved.Priority);
        Assert.Equal(HttpStatusCode.Conflict, late.Status);
        Assert.Equal([second.Id], await IdsAsync(admin, new JobFilter(State: "cancelled")));
        Assert.Contains(first.Id, await IdsAsync(admin, new JobFilter(video, "queued", Mine: true)));
        using var raw = await server.RawAsync();
        using var wrong = await raw.GetAsync("/api/jobs?state=sleeping", Stop);
        using var page = JsonDocument.Parse(await raw.GetStringAsync("/api/jobs?limit=1", Stop));
        Assert.Equal((HttpStatusCode)422, wrong.StatusCode);
        Assert.NotNull(page.RootElement.GetProperty("nextCursor").GetString());
    }

    [Fact]
    public async Task A_task_that_is_stopped_ends_the_job_that_needs_it_and_is_taken_up_again()
    {
        await using var server = await JobServer.StartAsync("--workers", "0");
        var admin = await server.AdminAsync();
        var video = await JobServer.UploadAsync(admin, MediaFixtures.Silent);
        var job = await JobServer.JobOfAsync(admin, video);
        var task = (await admin.Jobs.GetAsync(job.Id, Stop)).Tasks!.Single();

        await admin.Jobs.CancelTaskAsync(job.Id, task.Id, Stop);
        var ended = await JobServer.EndAsync(admin, job.Id);
        await admin.Jobs.RetryTaskAsync(job.Id, task.Id, Stop);
        var again = await admin.Jobs.GetAsync(job.Id, Stop);

        Assert.Equal(("failed", "task_cancelled"), (ended.State, ended.Failure?.Code));
        Assert.Equal(("queued", "queued"), (again.State, again.Tasks!.Single().State));
    }

    [Fact]
    public async Task What_is_no_order_at_all_is_a_readable_problem()
    {
        await using var server = await JobServer.StartAsync("--workers", "0");
        using var raw = await server.RawAsync();

        using var empty = await raw.PostAsJsonAsync("/api/jobs", new { }, Stop);
        using var garbage = await raw.PostAsync("/api/jobs", new StringContent("{\"params\": 7}", System.Text.Encoding.UTF8, "application/json"), Stop);
        using var numbers = await raw.PostAsJsonAsync("/api/jobs", new { input = "v0000000000000000", priority = 33 }, Stop);

        Assert.Equal((HttpStatusCode)422, empty.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, garbage.StatusCode);
        using var problem = JsonDocument.Parse(await numbers.Content.ReadAsStringAsync(Stop));
        Assert.True(problem.RootElement.GetProperty("errors").TryGetProperty("priority", out _));
    }

    private static async Task<(string, string?)> StateAsync(Client.MatineeClient client, string job)
    {
        var found = await client.Jobs.GetAsync(job, Stop);
        return (found.State, found.Failure?.Code);
    }

    private static async Task<List<string>> IdsAsync(Client.MatineeClient client, JobFilter filter)
    {
        var ids = new List<string>();
        await foreach (var job in client.Jobs.ListAsync(filter, Stop))
            ids.Add(job.Id);
        return ids;
    }
}
