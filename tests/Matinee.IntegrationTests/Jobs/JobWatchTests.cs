using System.Net;
using Dapper;
using Matinee.Adapters.Postgres;
using Matinee.Adapters.Sqlite;
using Matinee.App.Database;
using Matinee.Client.Jobs;
using Matinee.IntegrationTests.Databases;
using Matinee.Testing;
using Matinee.Testing.Machine;
using Matinee.Testing.Media;
using Matinee.Testing.Servers;
using Matinee.Testing.Time;
using Xunit;

namespace Matinee.IntegrationTests.Jobs;

/// <summary>Event streams of real servers, cut in every way that happens.</summary>
public sealed class JobWatchTests
{
    /// <summary>Whoever begins to listen later than it happens hears of it too.</summary>
    private const string FromTheBeginning = "0-0";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_watch_goes_on_over_a_killed_server_with_no_gap_and_no_repeat()
    {
        await using var server = await JobServer.StartAsync("--workers", "2");
        var admin = await server.AdminAsync();
        var begin = await JobServer.HoldAsync(admin);
        var video = await JobServer.UploadAsync(admin, MediaFixtures.Baseline);
        var id = (await JobServer.JobOfAsync(admin, video)).Id;
        List<JobEvent> heard = [];
        using var early = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        await foreach (var happened in admin.Jobs.WatchAsync(id, null, early.Token))
        {
            heard.Add(happened);
            if (happened.Name == "JobSnapshot")
                await begin();
            if (happened.Name is "TaskCompleted" or "JobCompleted")
                break;
        }

        await server.Process.RestartAsync(Stop);
        var again = await server.AdminAsync();
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        deadline.CancelAfter(TimeSpan.FromMinutes(4));
        await foreach (var happened in again.Jobs.WatchAsync(id, heard[^1].Id, deadline.Token))
            heard.Add(happened);

        Assert.Equal("JobCompleted", heard[^1].Name);
        Assert.True(heard.Count(e => e.Name == "JobSnapshot") == 1, "The second stream began anew instead of going on.");
        Assert.Equal(await RowsAsync(server.Process.DataFolder, id, heard[0].Id!), Stored(heard.Skip(1)));
    }

    [Fact]
    public async Task Two_servers_on_one_database_tell_a_listener_the_same_story()
    {
        var postgres = await PostgresServer.SharedAsync();
        var url = await postgres.CreateDatabaseAsync();
        var store = Directory.CreateTempSubdirectory("matinee-store-").FullName;
        await using (var first = await NodeAsync("node1", "2", url, store))
        await using (var second = await NodeAsync("node2", "0", url, store))
        {
            var here = await first.AdminAsync();
            var there = await second.AdminAsync();
            var begin = await JobServer.HoldAsync(here);
            var video = await JobServer.UploadAsync(here, MediaFixtures.Baseline);
            var id = (await JobServer.JobOfAsync(there, video)).Id;

            // One event here, the next there.
            List<JobEvent> heard = [];
            string? last = null;
            for (var turn = 0; heard is not [.., { Name: "JobCompleted" }]; turn++)
            {
                using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Stop);
                deadline.CancelAfter(TimeSpan.FromMinutes(4));
                await foreach (var happened in (turn % 2 == 0 ? there : here).Jobs.WatchAsync(id, last, deadline.Token))
                {
                    last = happened.Id;
                    if (happened.Name == "TaskProgress")
                        continue;
                    heard.Add(happened);
                    if (happened.Name == "JobSnapshot")
                        await begin();
                    break;
                }
            }

            await using var catalogue = await PostgresCatalogue.OpenAsync(TestCatalogue.SettingsOf(url, 2), Stop);
            Assert.Equal("JobSnapshot", heard[0].Name);
            Assert.Equal(await RowsAsync(catalogue, id, heard[0].Id!), Stored(heard.Skip(1)));
        }

        await postgres.DropDatabaseAsync(url);
        TestFolder.Remove(store);
    }

    [Fact]
    public async Task A_watch_of_everything_hears_progress_with_its_pace_and_the_workers()
    {
        await using var server = await JobServer.StartAsync("--workers", "1");
        var admin = await server.AdminAsync();
        var watching = HearAsync(admin, "JobCompleted");

        await JobServer.UploadAsync(admin, MediaFixtures.Lasting(30));
        var heard = await watching;

        Assert.Contains(heard, e => e.Name == "TaskStarted" && e.Read() is { Kind: "probe", WorkerId.Length: 17, Attempt: 1 });
        Assert.Contains(heard, e => e.Name == "TaskProgress" && e.Read() is { Progress: > 0, TotalFrames: > 0, FramesPerSecond: > 0, WorkerId.Length: 17 });
        Assert.Contains(heard, e => e.Name == "JobCompleted" && e.Read().Stats is { TaskCount: > 3 });
        Assert.Equal(heard.Where(e => e.Name != "TaskProgress").Select(e => e.Id).Distinct(), heard.Where(e => e.Name != "TaskProgress").Select(e => e.Id));
    }

    [Fact]
    public async Task Workers_are_announced_to_administrators_alone()
    {
        await using var server = await JobServer.StartAsync("--workers", "1");
        using var raw = await server.RawAsync();
        raw.DefaultRequestHeaders.Add("Last-Event-ID", FromTheBeginning);

        using var response = await raw.GetAsync("/api/jobs/events", HttpCompletionOption.ResponseHeadersRead, Stop);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(Stop));
        var text = "";
        while (!text.Contains("event: WorkerJoined", StringComparison.Ordinal))
            text += await reader.ReadLineAsync(Stop).AsTask().WaitAsync(Patient.Limit, Stop) + "\n";

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.DoesNotContain("Listening", text, StringComparison.Ordinal);
        var member = await server.MemberAsync("anna@example.org");
        var heard = new List<string>();
        using var brief = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        brief.CancelAfter(TimeSpan.FromSeconds(2));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var happened in member.Jobs.WatchAsync(null, FromTheBeginning, brief.Token))
                heard.Add(happened.Name);
        });
        Assert.Empty(heard);
    }

    private static async Task<List<JobEvent>> HearAsync(Client.MatineeClient client, string until)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        deadline.CancelAfter(TimeSpan.FromMinutes(4));
        var heard = new List<JobEvent>();
        await foreach (var happened in client.Jobs.WatchAsync(null, FromTheBeginning, deadline.Token))
        {
            heard.Add(happened);
            if (happened.Name == until)
                break;
        }

        return heard;
    }

    private static List<(string?, string)> Stored(IEnumerable<JobEvent> heard) =>
        [.. heard.Where(e => e.Name != "TaskProgress").Select(e => (e.Id, e.Name))];

    private static async Task<JobServer> NodeAsync(string name, string workers, string database, string store) => new(await MatineeProcess.StartAsync(
        new MatineeProcessOptions
        {
            Arguments = ["--node", name, "--workers", workers],
            Environment = new Dictionary<string, string?>
            {
                ["DATABASE_URL"] = database, ["STORAGE_URL"] = $"file:{store}", ["JWT_SECRET"] = "a-secret-that-both-nodes-have-in-common",
            },
        }, Stop));

    private static async Task<List<(string?, string)>> RowsAsync(string folder, string job, string after)
    {
        await using var catalogue = await SqliteCatalogue.OpenAsync(Path.Combine(folder, "matinee.db"), Stop);
        return await RowsAsync(catalogue, job, after);
    }

    private static async Task<List<(string?, string)>> RowsAsync(ICatalogueDatabase catalogue, string job, string after)
    {
        var from = after.Split('-').Select(part => long.Parse(part, System.Globalization.CultureInfo.InvariantCulture)).ToArray();
        var rows = await catalogue.ReadAsync(connection => connection.QueryAsync<(string, string)>(
            "SELECT txid || '-' || sequence, name FROM job_events WHERE job_id = @job AND (txid, sequence) > (@txid, @sequence) ORDER BY txid, sequence",
            new { job, txid = from[0], sequence = from[1] }), Stop);
        return [.. rows.Select(row => ((string?)row.Item1, row.Item2))];
    }
}
