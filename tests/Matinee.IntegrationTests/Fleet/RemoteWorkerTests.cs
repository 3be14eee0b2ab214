using System.Text.Json;
using Matinee.Testing.Fleet;
using Matinee.Testing.Media;
using Matinee.Testing.Time;
using Xunit;

namespace Matinee.IntegrationTests.Fleet;

/// <summary>A film through workers that have nothing but the server's address.</summary>
public sealed class RemoteWorkerTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_workers_encode_a_film_and_end_well_when_they_are_told()
    {
        await using var stage = await FleetStage.StartAsync(new FleetStageOptions { ServerEnvironment = FleetTimes.Quick }, Stop);

        var video = await stage.UploadAsync(await FixtureCache.PathAsync(MediaFixtures.Baseline), Stop);
        await stage.UntilReadyAsync(video, TimeSpan.FromMinutes(4), Stop);

        // A worker that was not heard of for some seconds on a busy machine is healthy again with its next beat.
        await Patient.UntilAsync(async () => (await WorkersAsync(stage)).All(worker => Text(worker, "status") == "healthy"), Stop);
        var workers = await WorkersAsync(stage);
        Assert.Equal(["worker0", "worker1"], workers.Select(worker => Text(worker, "name")));
        Assert.All(workers, worker => Assert.Contains(worker.GetProperty("encoders").EnumerateArray(), e => Text(e, "codec") == "h264"));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(stage.Workers[0].DataFolder, "worker.json")));

        Assert.Equal(0, await stage.Workers[0].StopAsync(Stop));
        await Patient.UntilAsync(async () => Text((await WorkersAsync(stage))[0], "status") == "offline", Stop);

        // Removed: it ends by itself, and its key opens nothing any more.
        using (var admin = await stage.Servers[0].CreateAdminClientAsync(Stop))
            (await admin.DeleteAsync($"/api/workers/{Text(workers[1], "id")}", Stop)).EnsureSuccessStatusCode();
        Assert.Equal(0, await stage.Workers[1].ExitAsync(Stop).WaitAsync(Patient.Limit, Stop));
        var (code, output) = await WorkerProcess.RunAsync(new WorkerProcessOptions { Coordinators = stage.Coordinators, DataFolder = stage.Workers[1].DataFolder }, Stop);
        Assert.Equal(4, code);
        Assert.Contains("matinee workers token", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_worker_that_cannot_work_says_what_to_do_and_ends()
    {
        await using var stage = await FleetStage.StartAsync(new FleetStageOptions { Workers = 0, ServerEnvironment = FleetTimes.Quick }, Stop);
        var options = new WorkerProcessOptions { Coordinators = stage.Coordinators };

        var unknown = await WorkerProcess.RunAsync(options with { Token = "mwe_never-made" }, Stop);
        var unenrolled = await WorkerProcess.RunAsync(options, Stop);
        var toolless = await WorkerProcess.RunAsync(
            options with { Token = await stage.EnrolmentTokenAsync(Stop), Environment = new Dictionary<string, string?> { ["MATINEE__WORKER__FFMPEGPATH"] = "/nowhere/ffmpeg" } }, Stop);
        var lost = await WorkerProcess.RunAsync(options with { Coordinators = "server:8080" }, Stop);

        Assert.Equal((4, 4, 1, 2), (unknown.ExitCode, unenrolled.ExitCode, toolless.ExitCode, lost.ExitCode));
        Assert.Contains("not known here", unknown.Output, StringComparison.Ordinal);
        Assert.Contains("not enrolled yet", unenrolled.Output, StringComparison.Ordinal);
        Assert.Contains("/nowhere/ffmpeg", toolless.Output, StringComparison.Ordinal);
        Assert.Contains("http://server:8080", lost.Output, StringComparison.Ordinal);
    }

    private static async Task<JsonElement[]> WorkersAsync(FleetStage stage) =>
        [.. (await stage.AskAsync("/api/workers", Stop)).GetProperty("items").EnumerateArray()];

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();
}
