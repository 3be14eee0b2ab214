using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using Matinee.Client;
using Matinee.Client.Uploads;
using Matinee.Testing;
using Matinee.Testing.Faults;
using Matinee.Testing.Media;
using Matinee.Testing.Time;
using Xunit;

namespace Matinee.IntegrationTests.Scaling;

/// <summary>Every way for a server to leave, as a process; the attempts in its database say what became of the tasks.</summary>
public sealed class ShutdownTests
{
    private const int SigQuit = 3;
    private const int SigTerm = 15;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task At_once_gives_every_task_back_and_leaves_no_child()
    {
        await using var server = await EncodingAsync();
        using var admin = await server.CreateAdminClientAsync(Stop);
        var process = server.Id;

        var asked = Stopwatch.GetTimestamp();
        using var answer = await admin.PostAsJsonAsync("/api/shutdown", new { mode = "immediate" }, Stop);
        var code = await server.EndAsync(Stop);

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal(0, code);
        Assert.InRange(Stopwatch.GetElapsedTime(asked), TimeSpan.Zero, Soak.Limit(TimeSpan.FromSeconds(8)));
        await Patient.UntilAsync(() => ChildCensus.WorkingOn(server.DataFolder, process).Count == 0, Stop);
        var outcomes = await AttemptOutcomes.ReadAsync(server.DataFolder, Stop);
        Assert.True(outcomes.Count("released") > 0, outcomes.ToString());
        Assert.Equal((0, 0, 0), (outcomes.Count("running"), outcomes.Count("lost"), outcomes.Count("failed")));
    }

    [Fact]
    public async Task A_drain_finishes_what_runs_and_begins_nothing_and_answers_meanwhile()
    {
        await using var server = await EncodingAsync();
        using var admin = await server.CreateAdminClientAsync(Stop);
        await using var held = await HeldEncoders.HoldAsync(server, Stop);
        server.Signal(SigQuit);
        using var ready = await UntilAsync(admin, "/ready", HttpStatusCode.ServiceUnavailable);
        var state = await ready.Content.ReadAsStringAsync(Stop);
        using var upload = await admin.PostAsJsonAsync("/api/videos/upload", new { filename = "a.mp4", contentType = "video/mp4" }, Stop);
        using var page = await admin.GetAsync("/api/videos", Stop);
        var before = await AttemptOutcomes.ReadAsync(server.DataFolder, Stop);
        await held.LetGoAsync();
        var code = await server.EndAsync(Stop);
        var after = await AttemptOutcomes.ReadAsync(server.DataFolder, Stop);

        Assert.Contains("draining", state, StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK), (upload.StatusCode, page.StatusCode));
        Assert.NotNull(upload.Headers.RetryAfter);
        Assert.Equal(0, code);
        Assert.True(before.Count("running") > 0, before.ToString());
        Assert.Equal((0, 0), (after.Count("running"), after.Count("lost")));
        Assert.All(before.UnderWay, attempt => Assert.Equal("completed", after.ByAttempt[attempt]));
        Assert.Equal(before.ByAttempt.Count, after.ByAttempt.Count); // nothing was begun
    }

    [Fact]
    public async Task A_second_signal_hurries_a_drain_and_a_third_ends_it()
    {
        // The grace is none, so what runs is given back as soon as it is no drain any more.
        await using var server = await EncodingAsync(("MATINEE__WORKER__SHUTDOWNGRACE", "00:00:00"));
        using var admin = await server.CreateAdminClientAsync(Stop);
        await using var held = await HeldEncoders.HoldAsync(server, Stop);
        server.Signal(SigQuit);
        using (await UntilAsync(admin, "/ready", HttpStatusCode.ServiceUnavailable))
            Assert.False(server.HasExited);

        server.Signal(SigTerm);
        var asked = Stopwatch.GetTimestamp();
        var code = await server.EndAsync(Stop);

        Assert.Equal(0, code);
        Assert.InRange(Stopwatch.GetElapsedTime(asked), TimeSpan.Zero, Soak.Limit(TimeSpan.FromSeconds(8)));
        var outcomes = await AttemptOutcomes.ReadAsync(server.DataFolder, Stop);
        Assert.True(outcomes.Count("released") > 0, outcomes.ToString());
        Assert.Equal((0, 0), (outcomes.Count("running"), outcomes.Count("lost")));
    }

    [Fact]
    public async Task Who_is_asked_for_another_or_in_another_way_says_so()
    {
        await using var server = await MatineeProcess.StartAsync(new MatineeProcessOptions { Arguments = ["--workers", "0", "--node", "one"] }, Stop);
        using var admin = await server.CreateAdminClientAsync(Stop);
        using var stranger = server.CreateClient();

        using var unknown = await admin.PostAsJsonAsync("/api/shutdown", new { target = "two", mode = "graceful" }, Stop);
        using var wrong = await admin.PostAsJsonAsync("/api/shutdown", new { mode = "now" }, Stop);
        using var refused = await stranger.PostAsJsonAsync("/api/shutdown", new { mode = "graceful" }, Stop);
        using var right = await admin.PostAsJsonAsync("/api/shutdown", new { target = "one" }, Stop);

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.UnprocessableEntity), (unknown.StatusCode, wrong.StatusCode));
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Accepted), (refused.StatusCode, right.StatusCode));
        Assert.Contains("This node is", await unknown.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        Assert.Equal(0, await server.EndAsync(Stop));
    }

    /// <summary>A server in the middle of chunks that take some seconds each.</summary>
    private static async Task<MatineeProcess> EncodingAsync(params (string Name, string Value)[] settings)
    {
        var server = await MatineeProcess.StartAsync(new MatineeProcessOptions
        {
            Arguments = ["--workers", "1"],
            Environment = settings.Append(("MATINEE__TRANSCODING__PRESET", "slower")).ToDictionary(s => s.Item1, s => (string?)s.Item2),
        }, Stop);
        using var admin = await server.CreateAdminClientAsync(Stop);
        await new MatineeClient(admin).Uploads.UploadAsync(new UploadOrder(await FixtureCache.PathAsync(MediaFixtures.Lasting(60))), null, null, Stop);
        var deadline = Stopwatch.GetTimestamp();
        while (await AttemptOutcomes.ReadAsync(server.DataFolder, Stop) is var outcomes && outcomes.UnderWay.Count == 0)
        {
            Assert.True(Stopwatch.GetElapsedTime(deadline) < TimeSpan.FromMinutes(4), $"No chunk runs: {outcomes}\n{server.Output}");
            await Task.Delay(100, Stop);
        }

        return server;
    }

    private static async Task<HttpResponseMessage> UntilAsync(HttpClient client, string path, HttpStatusCode wanted)
    {
        var deadline = Stopwatch.GetTimestamp();
        while (true)
        {
            var answer = await client.GetAsync(path, Stop);
            if (answer.StatusCode == wanted)
                return answer;
            answer.Dispose();
            Assert.True(Stopwatch.GetElapsedTime(deadline) < Patient.Limit, $"{path} does not become {wanted}");
            await Task.Delay(50, Stop);
        }
    }
}
