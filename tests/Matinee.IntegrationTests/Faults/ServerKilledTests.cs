using System.Diagnostics;
using System.Text.Json;
using Matinee.Testing;
using Matinee.Testing.Faults;
using Matinee.Testing.Media;
using Xunit;

namespace Matinee.IntegrationTests.Faults;

/// <summary>SIGKILL to the server, at random moments of upload and encode, again and again.</summary>
public sealed class ServerKilledTests(ITestOutputHelper output)
{
    private const int Seed = 20261120;

    private static readonly TimeSpan ChildrenMayLive = Soak.Limit(TimeSpan.FromSeconds(1));

    [Fact]
    public async Task Every_film_comes_out_whole_and_no_committed_chunk_is_encoded_again()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var kills = Soak.Count(full: 20, brief: 2);
        var path = await FixtureCache.PathAsync(MediaFixtures.Lasting(Soak.Count(full: 300, brief: 60)));
        await using var server = await MatineeProcess.StartAsync(new MatineeProcessOptions
        {
            Arguments = ["--workers", "2"],
            Environment = new Dictionary<string, string?>
            {
                ["MATINEE__TRANSCODING__RETENTIONGRACE"] = "00:00:10",
                ["MATINEE__TRANSCODING__RETENTIONEVERY"] = "00:00:02",
                ["MATINEE__UPLOADS__SWEEPINTERVAL"] = "00:00:02",
            },
        }, cancellationToken);
        var uploads = Enumerable.Range(0, Soak.Count(full: 4, brief: 2))
            .Select(i => new PersistentUpload(server, path, $"Film {i}", pieceBytes: 192 * 1024, pause: TimeSpan.FromMilliseconds(60 + 40 * i)))
            .ToList();
        var transfers = Task.WhenAll(uploads.Select(upload => upload.RunAsync(cancellationToken)));
        var random = new Random(Seed);
        CatalogueSnapshot? before = null;
        for (var kill = 0; kill < kills; kill++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(200, 4_000)), cancellationToken);
            var killed = server.Id;
            server.Kill();
            var sinceKill = Stopwatch.StartNew();
            while (ChildCensus.WorkingOn(server.DataFolder, killed) is { Count: > 0 } children)
            {
                Assert.True(sinceKill.Elapsed < ChildrenMayLive, $"Children outlived the server: {string.Join('\n', children)}");
                await Task.Delay(20, cancellationToken);
            }

            var after = await CatalogueSnapshot.ReadAsync(server.DataFolder, cancellationToken);
            AssertNothingRedone(before, after);
            before = after;
            output.WriteLine($"kill {kill + 1}: {after.AttemptsOfCompletedTasks.Count} tasks done, {after.Segments.Count} segments");
            await server.RestartAsync(cancellationToken);
        }

        await transfers.WaitAsync(TimeSpan.FromMinutes(6), cancellationToken);
        await AllReadyAsync(server, uploads.Count, cancellationToken);

        AssertNothingRedone(before, await CatalogueSnapshot.ReadAsync(server.DataFolder, cancellationToken));
        Assert.All(uploads, upload => Assert.Equal(0, upload.Forgotten));
        Assert.True(uploads.Sum(upload => upload.Resumed) > 0, "No kill met an upload: the test proved nothing about resuming.");
        await NoOrphansAsync(server, cancellationToken);
    }

    private static void AssertNothingRedone(CatalogueSnapshot? before, CatalogueSnapshot after)
    {
        if (before is null)
            return;
        Assert.All(before.AttemptsOfCompletedTasks, task => Assert.Equal(task.Value, after.AttemptsOfCompletedTasks[task.Key]));
        Assert.All(before.Segments, segment => Assert.Equal(segment.Value, after.Segments[segment.Key]));
    }

    private static async Task AllReadyAsync(MatineeProcess server, int count, CancellationToken cancellationToken)
    {
        using var admin = await server.CreateAdminClientAsync(cancellationToken);
        var deadline = Stopwatch.StartNew();
        while (true)
        {
            using var list = JsonDocument.Parse(await admin.GetStringAsync("/api/videos?limit=50&mine=true", cancellationToken));
            var states = list.RootElement.GetProperty("items").EnumerateArray().Select(v => v.GetProperty("state").GetString()).ToList();
            Assert.False(states.Contains("failed"), $"{list.RootElement}\n{server.Output}");
            if (states.Count(state => state == "ready") == count)
                break;
            Assert.True(deadline.Elapsed < TimeSpan.FromMinutes(10), $"After the kills the films are {string.Join(", ", states)}.\n{server.Output}");
            await Task.Delay(500, cancellationToken);
        }

        using var ready = JsonDocument.Parse(await admin.GetStringAsync("/api/videos?limit=50&mine=true", cancellationToken));
        foreach (var video in ready.RootElement.GetProperty("items").EnumerateArray())
        {
            var id = video.GetProperty("id").GetString()!; // every video has one
            using var answer = await admin.GetAsync($"/api/videos/{id}/playback", cancellationToken);
            var body = await answer.Content.ReadAsStringAsync(cancellationToken);
            Assert.True(answer.IsSuccessStatusCode, $"{video}: {body}");
            using var playback = JsonDocument.Parse(body);
            await StrictDecoder.AssertCleanAsync(new Uri(server.Address, playback.RootElement.GetProperty("masterUrl").GetString()), cancellationToken);
        }
    }

    private static async Task NoOrphansAsync(MatineeProcess server, CancellationToken cancellationToken)
    {
        var waited = Stopwatch.StartNew();
        while (true)
        {
            var rows = await CatalogueSnapshot.ReadAsync(server.DataFolder, cancellationToken);
            var orphans = CatalogueSnapshot.StoredObjects(server.DataFolder).Except(rows.ReferencedObjects).ToList();
            var missing = rows.ReferencedObjects.Except(CatalogueSnapshot.StoredObjects(server.DataFolder)).ToList();
            // What is replaced may go between the two looks.
            if (missing.Count > 0)
                Assert.Empty(missing.Intersect((await CatalogueSnapshot.ReadAsync(server.DataFolder, cancellationToken)).ReferencedObjects));
            if (orphans.Count == 0)
                return;
            Assert.True(waited.Elapsed < TimeSpan.FromMinutes(2), $"No row refers to {string.Join(", ", orphans.Take(10))} ({orphans.Count} in all).");
            await Task.Delay(500, cancellationToken);
        }
    }
}
