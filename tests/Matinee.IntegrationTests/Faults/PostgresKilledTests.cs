using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Matinee.Testing;
using Matinee.Testing.Faults;
using Matinee.Testing.Media;
using Matinee.Testing.Servers;
using Matinee.Testing.Time;
using Xunit;

namespace Matinee.IntegrationTests.Faults;

/// <summary>SIGKILL to PostgreSQL while people write and films are encoded.</summary>
public sealed class PostgresKilledTests(ITestOutputHelper output)
{
    /// <summary>A retry of four seconds, and a margin for a machine that does everything at once.</summary>
    private static readonly TimeSpan AnswerWithin = Soak.Limit(TimeSpan.FromSeconds(10));

    /// <summary>Writes that were refused so far.</summary>
    private int _refusals;

    [Fact]
    public async Task Requests_are_answered_503_jobs_go_on_and_nothing_acknowledged_is_lost()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var postgres = await PostgresServer.StartOwnAsync();
        output.WriteLine($"PostgreSQL {postgres.Version}");
        await using var server = await MatineeProcess.StartAsync(new MatineeProcessOptions
        {
            Arguments = ["--workers", "2"],
            Environment = new Dictionary<string, string?>
            {
                ["DATABASE_URL"] = await postgres.CreateDatabaseAsync(),
                ["MATINEE__TRANSCODING__TALLESTRUNG"] = "360",
                ["MATINEE__TRANSCODING__PRESET"] = "ultrafast",
                ["MATINEE__TRANSCODING__DEADWORKERTIMEOUT"] = "00:00:06",
            },
        }, cancellationToken);
        var film = await FixtureCache.PathAsync(MediaFixtures.Lasting(Soak.Count(full: 300, brief: 60)));
        var upload = new PersistentUpload(server, film, "The film", pieceBytes: 256 * 1024, pause: TimeSpan.FromMilliseconds(100));
        var sending = upload.RunAsync(cancellationToken);
        using var admin = await server.CreateAdminClientAsync(cancellationToken);
        using var probe = server.CreateClient();
        var notes = await NotebookAsync(admin, cancellationToken);
        using var enough = new CancellationTokenSource();
        var writing = WriteAsync(admin, notes, enough.Token);

        for (var kill = 0; kill < Soak.Count(full: 5, brief: 2); kill++)
        {
            await Task.Delay(TimeSpan.FromSeconds(3), cancellationToken);
            var refusals = Volatile.Read(ref _refusals);
            postgres.Kill9();
            await UnavailableAsync(admin, probe, cancellationToken);
            await Patient.UntilAsync(() => Volatile.Read(ref _refusals) > refusals, cancellationToken); // the writer has met it too
            await postgres.RestartAsync();
            await ReadyAsync(probe, cancellationToken);
        }

        await sending.WaitAsync(TimeSpan.FromMinutes(5), cancellationToken);
        await FilmReadyAsync(server, admin, cancellationToken);
        await enough.CancelAsync();
        var (acknowledged, sent, refused, slowest) = await writing;

        using var kept = JsonDocument.Parse(await admin.GetStringAsync($"/api/videos/{notes}", cancellationToken));
        var last = int.Parse(kept.RootElement.GetProperty("title").GetString()!, CultureInfo.InvariantCulture); // we wrote it
        output.WriteLine($"{acknowledged} of {sent} acknowledged, {refused} refused, the slowest answer took {slowest}");
        Assert.InRange(last, acknowledged, sent);
        Assert.True(refused > 0, "No write met a kill: the test proved nothing.");
        Assert.True(slowest < AnswerWithin, $"An answer took {slowest}.");
        Assert.Equal(0, upload.Forgotten);
        Assert.DoesNotContain(PostgresServer.Password, server.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(Uri.EscapeDataString(PostgresServer.Password), server.Output, StringComparison.Ordinal);
    }

    private static async Task<string> NotebookAsync(HttpClient admin, CancellationToken cancellationToken)
    {
        using var begun = await admin.PostAsJsonAsync("/api/videos/upload", new { filename = "a.mp4", contentType = "video/mp4", title = "0" }, cancellationToken);
        return (await begun.Content.ReadFromJsonAsync<JsonElement>(cancellationToken)).GetProperty("videoId").GetString()!; // the contract
    }

    /// <summary>Writes 1, 2, 3, ... A number without an answer may stand or not; an acknowledged one must.</summary>
    private async Task<(int Acknowledged, int Sent, int Refused, TimeSpan Slowest)> WriteAsync(HttpClient admin, string notes, CancellationToken enough)
    {
        var (acknowledged, sent, refused, slowest) = (0, 0, 0, TimeSpan.Zero);
        while (!enough.IsCancellationRequested)
        {
            var started = Stopwatch.StartNew();
            using var answer = await admin.PatchAsJsonAsync($"/api/videos/{notes}", new { title = (++sent).ToString(CultureInfo.InvariantCulture) }, CancellationToken.None);
            slowest = started.Elapsed > slowest ? started.Elapsed : slowest;
            if (answer.IsSuccessStatusCode)
            {
                acknowledged = sent;
            }
            else
            {
                Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
                Assert.NotNull(answer.Headers.RetryAfter);
                refused++;
                Interlocked.Increment(ref _refusals);
            }

            await Task.Delay(20, CancellationToken.None);
        }

        return (acknowledged, sent, refused, slowest);
    }

    private static async Task UnavailableAsync(HttpClient admin, HttpClient probe, CancellationToken cancellationToken)
    {
        // The children of a killed server see it, and end, within moments; one may answer meanwhile.
        using var videos = await UntilUnavailableAsync(admin, "/api/videos", AnswerWithin, cancellationToken);
        Assert.NotNull(videos.Headers.RetryAfter);
        Assert.Equal("application/problem+json", videos.Content.Headers.ContentType?.MediaType);
        using var ready = await UntilUnavailableAsync(probe, "/ready", Soak.Limit(TimeSpan.FromSeconds(3)), cancellationToken);
        using var health = await probe.GetAsync("/health", cancellationToken);
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
    }

    /// <param name="within">May pass until an answer, whatever it is.</param>
    private static async Task<HttpResponseMessage> UntilUnavailableAsync(HttpClient client, string path, TimeSpan within, CancellationToken cancellationToken)
    {
        for (var since = Stopwatch.StartNew(); ;)
        {
            var started = Stopwatch.StartNew();
            var answer = await client.GetAsync(path, cancellationToken);
            Assert.True(started.Elapsed < within, $"{path} took {started.Elapsed}.");
            if (answer.StatusCode == HttpStatusCode.ServiceUnavailable)
                return answer;
            answer.Dispose();
            Assert.True(since.Elapsed < Patient.Limit, $"{path} is answered with {answer.StatusCode}.");
        }
    }

    private static async Task ReadyAsync(HttpClient probe, CancellationToken cancellationToken)
    {
        var started = Stopwatch.StartNew();
        while (true)
        {
            using var ready = await probe.GetAsync("/ready", cancellationToken);
            if (ready.StatusCode == HttpStatusCode.OK)
                return;
            Assert.True(started.Elapsed < Soak.Limit(TimeSpan.FromSeconds(10)), "Not ready ten seconds after the database was back.");
            await Task.Delay(100, cancellationToken);
        }
    }

    private static async Task FilmReadyAsync(MatineeProcess server, HttpClient admin, CancellationToken cancellationToken)
    {
        var started = Stopwatch.StartNew();
        while (true)
        {
            using var list = JsonDocument.Parse(await admin.GetStringAsync("/api/videos?mine=true", cancellationToken));
            var film = list.RootElement.GetProperty("items").EnumerateArray().Single(v => v.GetProperty("title").GetString() == "The film");
            var state = film.GetProperty("state").GetString();
            Assert.NotEqual("failed", state);
            if (state == "ready")
            {
                using var playback = JsonDocument.Parse(await admin.GetStringAsync($"/api/videos/{film.GetProperty("id").GetString()}/playback", cancellationToken));
                await StrictDecoder.AssertCleanAsync(new Uri(server.Address, playback.RootElement.GetProperty("masterUrl").GetString()), cancellationToken);
                return;
            }

            Assert.True(started.Elapsed < TimeSpan.FromMinutes(5), $"The film is {state}.\n{server.Output}");
            await Task.Delay(300, cancellationToken);
        }
    }
}
