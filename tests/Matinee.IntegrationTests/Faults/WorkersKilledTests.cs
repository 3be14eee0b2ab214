using System.Diagnostics;
using Matinee.Testing.Faults;
using Matinee.Testing.Media;
using Xunit;

namespace Matinee.IntegrationTests.Faults;

/// <summary>Workers that die and workers that come back from the dead, while films are made on PostgreSQL and S3.</summary>
public sealed class WorkersKilledTests(ITestOutputHelper output)
{
    private const int Seed = 20261121;

    private static readonly Dictionary<string, string?> ShortLeases = new()
    {
        ["MATINEE__TRANSCODING__DEADWORKERTIMEOUT"] = "00:00:06",
        ["MATINEE__TRANSCODING__PRESET"] = Soak.IsFull ? "slow" : "veryfast",
        ["MATINEE__TRANSCODING__RETENTIONGRACE"] = "00:00:10",
        ["MATINEE__TRANSCODING__REMOTERETENTIONEVERY"] = "00:00:02",
    };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact, Trait("lane", "soak")]
    public async Task Every_film_comes_out_exact_and_a_kill_costs_one_chunk_at_most()
    {
        var (films, kills, seconds) = (Soak.Count(full: 20, brief: 2), Soak.Count(full: 50, brief: 2), 40);
        await using var stage = await RemoteFleet.StartAsync(new RemoteFleetOptions { Settings = ShortLeases });
        var path = await FixtureCache.PathAsync(MediaFixtures.LastingIn360(seconds));
        for (var i = 0; i < films; i++)
            await stage.UploadAsync(path, $"Film {i + 1}");
        var random = new Random(Seed);
        List<WorkerKill> killed = [];
        while (killed.Count < kills)
        {
            await Task.Delay(random.Next(200, 1500), Stop);
            var busy = await stage.BusyAsync();
            var name = busy.Count == 0 ? "" : busy[random.Next(busy.Count)];
            if (stage.Named(name) is not { } victim)
            {
                Assert.True(films > await ReadyAsync(stage), $"All films were ready after {killed.Count} kills: nothing is proved.");
                continue;
            }

            if (await stage.KillAsync(victim, name) is not { } kill)
                continue;
            killed.Add(kill);
            // Some are back before their lease is over, some after.
            await Task.Delay(random.Next(2) == 0 ? 0 : random.Next(6_000), Stop);
            await victim.RestartAsync(Stop);
        }

        var ids = await stage.AllReadyAsync(films, TimeSpan.FromMinutes(15));

        var outcomes = await stage.ChunkOutcomesAsync();
        output.WriteLine($"{kills} kills, attempts at chunks: {string.Join(", ", outcomes.Select(o => $"{o.Value} {o.Key}"))}");
        var lost = await stage.LostChunksAsync();
        // A lease that ran out on a crowded machine is nobody's kill, and is done again like any other.
        foreach (var chunk in lost.Where(chunk => !killed.Exists(kill => kill.LostOf([chunk]).Count > 0)))
            output.WriteLine($"lost without a kill: {chunk}");
        var longest = await stage.LongestChunkAsync();
        foreach (var kill in killed)
        {
            // A worker of one slot holds a first chunk beside another that stands still meanwhile: two, and together no more work than one.
            var cost = kill.LostOf(lost);
            output.WriteLine($"{cost.Count} lost, {kill.WorkOf(cost)} of {longest} frames: {kill}");
            Assert.True(cost.Count <= 1 || (cost.Count == 2 && cost.Count(chunk => chunk.Lane == "first") == 1), $"{kill}\n{string.Join('\n', cost)}");
            Assert.True(kill.WorkOf(cost) <= longest, $"{kill}\n{string.Join('\n', cost)}");
        }

        Assert.Contains(killed, kill => kill.LostOf(lost).Count > 0);
        Assert.Equal(0, outcomes.GetValueOrDefault("failed"));
        await stage.AssertExactAsync(ids, seconds * 30);
        await stage.NoOrphansAsync(TimeSpan.FromMinutes(3));
    }

    [Fact, Trait("lane", "soak")]
    public async Task A_worker_that_stood_still_past_its_lease_is_refused_and_playlists_stay()
    {
        var (workers, rounds, films, seconds) = (Soak.Count(full: 5, brief: 2), Soak.Count(full: 10, brief: 1), Soak.Count(full: 3, brief: 2), Soak.Count(full: 40, brief: 20));
        await using var stage = await RemoteFleet.StartAsync(new RemoteFleetOptions { Workers = workers + 1, Settings = ShortLeases });
        var path = await FixtureCache.PathAsync(MediaFixtures.LastingIn360(seconds));
        var uploaded = 0;
        var refused = 0;
        for (var round = 0; round < rounds; round++)
        {
            for (var i = 0; i < films; i++, uploaded++)
                await stage.UploadAsync(path, $"Film {uploaded}");
            while (refused < (round + 1) * workers)
            {
                // Where results came in time after all, there may be nothing left to be late with.
                if (await ReadyAsync(stage) == uploaded)
                    await stage.UploadAsync(path, $"Film {uploaded++}");
                refused += await PauseAsync(stage, (round + 1) * workers - refused, uploaded);
            }
        }

        var ids = await stage.AllReadyAsync(uploaded, TimeSpan.FromMinutes(15));

        output.WriteLine($"{refused} of {refused} late results refused");
        await stage.AssertExactAsync([.. ids.Take(4)], seconds * 30);
        await stage.NoOrphansAsync(TimeSpan.FromMinutes(3));
    }

    /// <summary>Stops workers in the middle of a chunk until somebody else has the task, lets them go on, and looks at what came of it.</summary>
    /// <returns>How many there were.</returns>
    private static async Task<int> PauseAsync(RemoteFleet stage, int most, int films)
    {
        List<(Testing.Fleet.WorkerProcess Worker, HeldChunk Chunk)> paused = [];
        var waited = Stopwatch.StartNew();
        while (paused.Count == 0)
        {
            if (await ReadyAsync(stage) == films)
                return 0;
            Assert.True(waited.Elapsed < TimeSpan.FromMinutes(2), "No worker took a chunk.");
            var held = await HeldChunk.ListAsync(stage.Catalogue, Stop);
            // One goes on, or nobody would take the tasks over.
            foreach (var chunk in held.Where(h => h.Worker != "worker0").DistinctBy(h => h.Worker).Take(most))
            {
                if (stage.Named(chunk.Worker) is not { } worker)
                    continue;
                worker.Pause();
                // What was on its way to the server when it stopped is not late.
                await Task.Delay(500, Stop);
                if (await chunk.IsAsync(stage.Catalogue, "running", Stop))
                    paused.Add((worker, chunk));
                else
                    worker.Continue();
            }

            await Task.Delay(100, Stop);
        }

        List<(Testing.Fleet.WorkerProcess Worker, HeldChunk Chunk)> late = [];
        foreach (var (worker, chunk) in paused)
        {
            if (await chunk.UntilTakenAwayAsync(stage.Catalogue, TimeSpan.FromSeconds(60), Stop))
                late.Add((worker, chunk));
            worker.Continue();
        }

        foreach (var (worker, chunk) in late)
        {
            // It finishes what it thinks is its own, is told, and asks for other work.
            await chunk.UntilGivenUpAsync(stage.Catalogue, worker, TimeSpan.FromSeconds(60), Stop);
            Assert.Equal(0, await chunk.PublishedAsync(stage.Catalogue, Stop));
        }

        return late.Count;
    }

    private static async Task<int> ReadyAsync(RemoteFleet stage) => await stage.Catalogue.ReadAsync(async connection =>
        (int)await Dapper.SqlMapper.ExecuteScalarAsync<long>(connection, "SELECT COUNT(*) FROM videos WHERE state = 'ready'"), Stop);
}
