using System.Text.Json;
using Matinee.Testing;
using Matinee.Testing.Media;
using Matinee.Testing.Time;
using Xunit;

namespace Matinee.IntegrationTests.Jobs;

/// <summary>The verbs of jobs and workers as processes against a real server.</summary>
public sealed class JobsVerbTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_segmented_job_is_submitted_watched_in_lines_and_shown()
    {
        await using var server = await JobServer.StartAsync("--workers", "2");
        var line = new CommandLine(server.Process);
        var film = await FixtureCache.PathAsync(MediaFixtures.Silent);
        var begin = await JobServer.HoldAsync(await server.AdminAsync());

        var (code, output, error) = await line.MatineeAsync("jobs", "submit", film, "--segmented", "--height", "240", "--priority", "high", "--affinity", "same-worker");
        var id = output.Trim().Split('\n')[^1];
        var watched = await line.RunAsync("dotnet", [MatineeProcess.Program(), "jobs", "watch", id], onceItSaid: ("JobSnapshot", begin));
        var shown = await line.MatineeAsync("jobs", "show", id, "--json");
        var listed = await line.MatineeAsync("jobs", "list", "--state", "completed", "--json");

        Assert.True(code == 0, error);
        Assert.Equal(0, watched.Code);
        Assert.StartsWith($"JobSnapshot {id}", watched.Output, StringComparison.Ordinal);
        Assert.Contains($"JobCompleted {id}", watched.Output, StringComparison.Ordinal);
        Assert.Contains("Encoded ", watched.Output, StringComparison.Ordinal);
        using var job = JsonDocument.Parse(shown.Output);
        Assert.Equal(("completed", "high", "sameWorker"), (job.RootElement.GetProperty("state").GetString(), job.RootElement.GetProperty("priority").GetString(), job.RootElement.GetProperty("affinity").GetString()));
        using var list = JsonDocument.Parse(listed.Output);
        Assert.Contains(list.RootElement.EnumerateArray(), entry => entry.GetProperty("id").GetString() == id);
    }

    [Fact]
    public async Task At_a_terminal_the_watch_is_a_table_of_jobs_and_of_bars_by_worker()
    {
        await using var server = await JobServer.StartAsync("--workers", "1");
        var admin = await server.AdminAsync();
        var begin = await JobServer.HoldAsync(admin);
        var video = await JobServer.UploadAsync(admin, MediaFixtures.Lasting(30));
        var job = await JobServer.JobOfAsync(admin, video);
        var worker = (await admin.Workers.ListAsync(Stop)).Single();

        var (code, output, _) = await new CommandLine(server.Process).AtTerminalAsync(begin, "jobs", "watch", job.Id);


        Assert.True(code == 0, output);
        Assert.Contains("frames/s", output, StringComparison.Ordinal);
        Assert.Contains(worker.Name, output, StringComparison.Ordinal);
        Assert.Contains("video_chunk", output, StringComparison.Ordinal);
        Assert.Contains('━', output);
        Assert.Contains("completed", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failed_job_a_wrong_word_and_an_unknown_id_have_their_exit_codes()
    {
        await using var server = await JobServer.StartAsync("--workers", "0");
        var admin = await server.AdminAsync();
        var line = new CommandLine(server.Process);
        var video = await JobServer.UploadAsync(admin, MediaFixtures.Silent);
        var job = await JobServer.JobOfAsync(admin, video);

        var cancelled = await line.MatineeAsync("jobs", "cancel", job.Id);
        var watched = await line.MatineeAsync("jobs", "watch", job.Id);
        var retried = await line.MatineeAsync("jobs", "retry", job.Id);
        var unknown = await line.MatineeAsync("jobs", "show", "j0000000000000000");
        var usage = await line.MatineeAsync("jobs", "submit", video, "x.mp4", "--priority", "urgent");
        var refused = await line.MatineeAsync("jobs", "submit", video, "--segmented", "--segment-seconds", "60");
        var both = await line.MatineeAsync("jobs", "submit", video, "x.mp4", "--segmented");
        var rate = await line.MatineeAsync("jobs", "submit", video, "x.mp4", "--video-bitrate", "fast");

        Assert.Equal((0, 1, 0, 3, 2, 1, 2, 2), (cancelled.Code, watched.Code, retried.Code, unknown.Code, usage.Code, refused.Code, both.Code, rate.Code));
        Assert.Contains("cancelled", watched.Error, StringComparison.Ordinal);
        Assert.Contains("params.segmentSeconds: A segment lasts 1 to 10 seconds.", refused.Error, StringComparison.Ordinal);
        Assert.Contains("2500k", rate.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_watch_of_everything_ends_well_on_an_interrupt()
    {
        await using var server = await JobServer.StartAsync("--workers", "1");
        var admin = await server.AdminAsync();
        var (code, _, error) = await new CommandLine(server.Process).RunAsync("dotnet", [MatineeProcess.Program(), "jobs", "watch"], async hasSpoken =>
        {
            // What happens before it listens it is not told.
            while (!hasSpoken())
            {
                await JobServer.UploadAsync(admin, MediaFixtures.Silent);
                for (var looks = 0; looks < 50 && !hasSpoken(); looks++)
                    await Task.Delay(100, Stop);
            }
        });

        Assert.True(code == 0, error);
    }

    [Fact]
    public async Task Workers_are_listed_drained_enabled_and_invited()
    {
        await using var server = await JobServer.StartAsync("--workers", "3");
        var line = new CommandLine(server.Process);
        var id = await WorkerAsync(await server.AdminAsync());

        var listed = await line.MatineeAsync("workers", "list", "--json");
        var drained = await line.MatineeAsync("workers", "drain", id);
        var draining = await line.MatineeAsync("workers", "list");
        var enabled = await line.MatineeAsync("workers", "enable", id);
        var token = await line.MatineeAsync("workers", "token");
        var unknown = await line.MatineeAsync("workers", "drain", "w0000000000000000");

        using var workers = JsonDocument.Parse(listed.Output);
        Assert.Equal((id, 3), (workers.RootElement[0].GetProperty("id").GetString(), workers.RootElement[0].GetProperty("slots").GetInt32()));
        Assert.Equal((0, 0, 0, 0, 3), (drained.Code, draining.Code, enabled.Code, token.Code, unknown.Code));
        Assert.Contains("draining", draining.Output, StringComparison.Ordinal);
        Assert.Matches(@"worker --coordinator http://127\.0\.0\.1:\d+/? --token \S{20,}", token.Output);
    }

    [Fact]
    public async Task A_program_reads_how_the_server_is_changes_the_scaling_and_shuts_it_down()
    {
        await using var server = await JobServer.StartAsync("--workers", "0");
        var admin = await server.AdminAsync();

        var health = await admin.Server.HealthAsync(Stop);
        await Patient.UntilAsync(async () => (await admin.Server.ReadyAsync(Stop)).Status == "ready", Stop);
        var figures = await admin.Server.MetricsAsync(Stop);
        var changed = await admin.Scaling.SetAsync(new Client.Fleet.ScalingChange(Min: 3, Max: 7), Stop);
        var read = await admin.Scaling.GetAsync(Stop);
        var (code, output, error) = await new CommandLine(server.Process).MatineeAsync("shutdown", "--mode", "immediate");

        Assert.Equal("ok", health.Status);
        Assert.True(figures.ContainsKey("matinee_tasks_pending"), string.Join(' ', figures.Keys));
        Assert.Equal((3, 7, 3, 7), (changed.Min, changed.Max, read.Min, read.Max));
        Assert.True(code == 0, error);
        Assert.Contains("(immediate)", output, StringComparison.Ordinal);
        await Patient.UntilAsync(() => server.Process.HasExited, Stop);
    }

    [Fact]
    public async Task The_sample_submits_a_job_and_prints_its_events()
    {
        await using var server = await JobServer.StartAsync("--workers", "2");
        var configuration = MatineeProcess.Program().Contains("/Release/", StringComparison.Ordinal) ? "Release" : "Debug";
        var sample = Path.Combine(MatineeProcess.RepositoryRoot(), "samples", "jobs", "bin", configuration, "net10.0", "jobs.dll");

        var begin = await JobServer.HoldAsync(await server.AdminAsync());

        var (code, output, error) = await new CommandLine(server.Process).RunAsync(
            "dotnet", [sample, await FixtureCache.PathAsync(MediaFixtures.Baseline)], onceItSaid: ("JobSnapshot", begin));


        Assert.True(code == 0, output + error);
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.StartsWith("JobSnapshot", lines[1], StringComparison.Ordinal);
        Assert.Contains(lines, text => text.StartsWith("TaskStarted video_chunk 0 w", StringComparison.Ordinal));
        Assert.Contains(lines, text => text.StartsWith("TaskCompleted audio 0 w", StringComparison.Ordinal));
        Assert.Contains("JobCompleted", lines[^2], StringComparison.Ordinal);
        Assert.StartsWith("completed: 10.0 s encoded in", lines[^1], StringComparison.Ordinal);
    }

    private static async Task<string> WorkerAsync(Client.MatineeClient admin)
    {
        while (true)
        {
            if (await admin.Workers.ListAsync(Stop) is [var worker, ..])
                return worker.Id;
            await Task.Delay(100, Stop);
        }
    }
}
