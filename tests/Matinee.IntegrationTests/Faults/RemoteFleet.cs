using System.Diagnostics;
using System.Text.Json;
using Dapper;
using Matinee.Adapters.Postgres;
using Matinee.Adapters.Remote;
using Matinee.App.Database;
using Matinee.IntegrationTests.Conformance;
using Matinee.IntegrationTests.Databases;
using Matinee.Testing;
using Matinee.Testing.Faults;
using Matinee.Testing.Fleet;
using Matinee.Testing.Servers;
using Xunit;

namespace Matinee.IntegrationTests.Faults;

/// <summary>One server that encodes nothing itself, on PostgreSQL and a bucket, and worker processes around it.</summary>
internal sealed class RemoteFleet : IAsyncDisposable
{
    private readonly FleetStage _stage;
    private readonly RemoteStore _store;
    private readonly PostgresCatalogue _catalogue;

    private RemoteFleet(FleetStage stage, RemoteStore store, PostgresCatalogue catalogue) => (_stage, _store, _catalogue) = (stage, store, catalogue);

    public MatineeProcess Server => _stage.Servers[0];

    /// <summary>The same database, beside the server.</summary>
    public ICatalogueDatabase Catalogue => _catalogue;

    public IReadOnlyList<WorkerProcess> Workers => _stage.Workers;

    /// <summary>By the name under which it registered.</summary>
    public WorkerProcess? Named(string name) => Workers.Where((_, i) => $"worker{i}" == name).SingleOrDefault();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static async Task<RemoteFleet> StartAsync(RemoteFleetOptions options)
    {
        var postgres = options.Postgres ?? await PostgresServer.SharedAsync();
        var url = await postgres.CreateDatabaseAsync();
        var location = await S3Bucket.LocateAsync("fleet");
        var gateway = location.Endpoint ?? throw new InvalidOperationException("The gateway has no address.");
        var environment = new Dictionary<string, string?>
        {
            ["MATINEE__STORAGE__PATH"] = null,
            ["S3_BUCKET"] = location.Bucket,
            ["S3_ENDPOINT"] = (options.StoreRoad?.Invoke(gateway) ?? gateway).ToString(),
            ["AWS_REGION"] = "us-east-1",
            ["AWS_ACCESS_KEY_ID"] = RadosGateway.AccessKey,
            ["AWS_SECRET_ACCESS_KEY"] = RadosGateway.SecretKey,
            ["MATINEE__TRANSCODING__RETRYDELAY"] = "00:00:00.200",
            ["MATINEE__UPLOADS__SWEEPINTERVAL"] = "00:00:02",
        };
        foreach (var (name, value) in options.Settings)
            environment[name] = value;
        var stage = await FleetStage.StartAsync(
            new FleetStageOptions { Workers = options.Workers, Slots = options.Slots, DatabaseUrl = url, ServerEnvironment = environment }, Stop);
        return new RemoteFleet(stage, S3Bucket.Open(location), await PostgresCatalogue.OpenAsync(TestCatalogue.SettingsOf(url, 4), Stop));
    }

    /// <summary>Puts a film into the server through its front door.</summary>
    public async Task UploadAsync(string path, string title)
    {
        var upload = new PersistentUpload(Server, path, title, 4 << 20, TimeSpan.Zero);
        await upload.RunAsync(Stop);
    }

    /// <summary>Workers that hold a task of the picture at this moment, by name.</summary>
    public async Task<IReadOnlyList<string>> BusyAsync() => await _catalogue.ReadAsync(async connection => (await connection.QueryAsync<string>(
        "SELECT DISTINCT w.name FROM task_attempts a JOIN tasks t ON t.id = a.task_id JOIN workers w ON w.id = a.worker_id WHERE a.outcome = 'running' AND t.kind = 'video_chunk'")).AsList(), Stop);

    /// <summary>How attempts at chunks of the picture ended, and how many there were.</summary>
    public Task<Dictionary<string, long>> ChunkOutcomesAsync() => _catalogue.ReadAsync(async connection => (await connection.QueryAsync<(string Outcome, long Count)>(
        "SELECT a.outcome, COUNT(*) FROM task_attempts a JOIN tasks t ON t.id = a.task_id WHERE t.kind = 'video_chunk' GROUP BY a.outcome")).ToDictionary(r => r.Outcome, r => r.Count), Stop);

    /// <summary>Attempts at chunks of the picture that were given up as lost.</summary>
    public Task<IReadOnlyList<LostChunk>> LostChunksAsync() => _catalogue.ReadAsync(async connection => (IReadOnlyList<LostChunk>)(await connection.QueryAsync<LostChunk>(
        """
        SELECT w.name AS worker, a.task_id AS task, t.lane, a.epoch, a.started_at AS startedAt, COALESCE(a.finished_at, 0) AS finishedAt
          FROM task_attempts a JOIN tasks t ON t.id = a.task_id JOIN workers w ON w.id = a.worker_id
         WHERE a.outcome = 'lost' AND t.kind = 'video_chunk' ORDER BY a.started_at
        """)).AsList(), Stop);

    /// <summary>Kills a worker in the middle of a chunk, and notes what the database knew of it at that moment.</summary>
    /// <returns>Null when it had just handed its chunk in: it goes on.</returns>
    public async Task<WorkerKill?> KillAsync(WorkerProcess victim, string name)
    {
        victim.Pause();
        var frames = await _catalogue.ReadAsync(async connection => (await connection.QueryAsync<(string Task, long Frames)>("""
            SELECT t.id, t.progress_frames FROM tasks t JOIN workers w ON w.id = t.lease_owner
             WHERE t.state = 'running' AND t.kind = 'video_chunk' AND w.name = @name
            """, new { name })).ToDictionary(row => row.Task, row => row.Frames), Stop);
        if (frames.Count == 0)
        {
            victim.Continue();
            return null;
        }

        var at = await _catalogue.ReadAsync(connection => connection.ExecuteScalarAsync<long>("SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)"), Stop);
        victim.Kill();
        return new WorkerKill(name, at, frames);
    }

    /// <summary>Frames of the longest chunk of all.</summary>
    public Task<long> LongestChunkAsync() => _catalogue.ReadAsync(connection => connection.ExecuteScalarAsync<long>("SELECT MAX(total_frames) FROM tasks WHERE kind = 'video_chunk'"), Stop);

    /// <summary>Waits until so many films are ready; one that failed fails the test with its reason.</summary>
    public async Task<IReadOnlyList<string>> AllReadyAsync(int films, TimeSpan patience)
    {
        var waited = Stopwatch.StartNew();
        while (true)
        {
            var rows = await _catalogue.ReadAsync(async connection => (await connection.QueryAsync<(string Id, string State, string? Failure)>(
                "SELECT id, state, failure FROM videos WHERE deleted_at IS NULL")).AsList(), Stop);
            Assert.All(rows, row => Assert.True(row.State != "failed", $"{row.Id} failed: {row.Failure}"));
            if (rows.Count(row => row.State == "ready") == films)
                return [.. rows.Select(row => row.Id)];
            Assert.True(waited.Elapsed < patience, $"After {patience}: {string.Join(", ", rows.GroupBy(r => r.State).Select(g => $"{g.Count()} {g.Key}"))}\n{string.Join('\n', Server.Output.Split('\n').TakeLast(60))}");
            await Task.Delay(500, Stop);
        }
    }

    /// <summary>Every film decodes as the plan says, from the server, as a player sees it.</summary>
    public async Task AssertExactAsync(IReadOnlyList<string> films, int frames)
    {
        using var admin = await Server.CreateAdminClientAsync(Stop);
        foreach (var id in films)
        {
            using var playback = JsonDocument.Parse(await admin.GetStringAsync($"/api/videos/{id}/playback", Stop));
            await ExactFilm.AssertAsync(new Uri(Server.Address, playback.RootElement.GetProperty("masterUrl").GetString()), frames, Stop);
        }
    }

    /// <summary>After the grace the bucket holds what rows refer to and nothing else.</summary>
    public async Task NoOrphansAsync(TimeSpan patience)
    {
        var waited = Stopwatch.StartNew();
        while (true)
        {
            var referenced = (await CatalogueSnapshot.ReadAsync(_catalogue, Stop)).ReferencedObjects;
            var stored = new HashSet<string>();
            await foreach (var item in _store.Objects.ListAsync("", Stop))
                stored.Add(item.Key.Value);
            // What is replaced may go between the two looks.
            var missing = referenced.Except(stored).ToList();
            if (missing.Count > 0)
                Assert.Empty(missing.Intersect((await CatalogueSnapshot.ReadAsync(_catalogue, Stop)).ReferencedObjects));
            var orphans = stored.Except(referenced).ToList();
            if (orphans.Count == 0)
                return;
            Assert.True(waited.Elapsed < patience, $"No row refers to {string.Join(", ", orphans.Take(10))} ({orphans.Count} in all).");
            await Task.Delay(1000, Stop);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stage.DisposeAsync();
        await _catalogue.DisposeAsync();
    }
}
