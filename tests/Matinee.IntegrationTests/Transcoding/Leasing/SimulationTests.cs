using Matinee.App.Database;
using Matinee.App.Transcoding;
using Matinee.App.Transcoding.Leasing;
using Matinee.Testing.Faults;
using Matinee.Testing.Machine;
using Matinee.Testing.Time;
using Xunit;

namespace Matinee.IntegrationTests.Transcoding.Leasing;

/// <summary>
/// Days of a bad pool in seconds: real statements on a real catalogue whose clock, like the program's, is moved by hand.
/// A seed that fails is a test of its own from then on.
/// </summary>
public sealed class SimulationTests
{
    private const int Tick = 3;
    private const int MostTicks = 4000;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, Soak.Count(200, 4))];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Whatever_workers_do_every_task_ends_once_and_attempts_are_bounded(int seed)
    {
        var chance = new Random(seed);
        var time = new ManualTime();
        var folder = Directory.CreateTempSubdirectory("matinee-simulation-").FullName;
        try
        {
            await using var host = await TranscodingHost.OpenAsync(folder, Clocked, time, ("Transcoding:RetryDelay", "00:00:05"));
            // Durability is not what is looked at here.
            await host.SqlAsync("CREATE TABLE simulated_clock (ms BIGINT NOT NULL)");
            await host.SqlAsync("INSERT INTO simulated_clock VALUES (@ms)", new { ms = time.GetUtcNow().ToUnixTimeMilliseconds() });
            await host.ChunksAsync(10, owner: "u0000000000000001");
            await host.ChunksAsync(10, JobPriority.Low, "u0000000000000002");
            var poison = (await IdsAsync(host)).OrderBy(_ => chance.Next()).Take(2).ToHashSet();
            SimulatedWorker[] workers = [.. Enumerable.Range(0, 5).Select(n => new SimulatedWorker(
                host, $"w{n}", n == 0 ? 0.9 : 0.05, chance) { IsPoison = task => poison.Contains(task.Value) })];

            var ticks = 0;
            while (await host.ScalarAsync<int>("SELECT COUNT(*) FROM tasks WHERE state NOT IN ('completed', 'failed')") > 0)
            {
                Assert.True(++ticks < MostTicks, "Some task never ends.");
                time.Advance(TimeSpan.FromSeconds(Tick));
                await host.SqlAsync("UPDATE simulated_clock SET ms = @ms", new { ms = time.GetUtcNow().ToUnixTimeMilliseconds() });
                foreach (var worker in workers)
                    await worker.TickAsync();
                await host.Get<LeaseSweep>().RunAsync(Stop);
            }

            var committed = workers.SelectMany(worker => worker.Committed).ToArray();
            Assert.Equal(committed.Length, committed.Distinct().Count());
            Assert.DoesNotContain(committed, task => poison.Contains(task.Value));
            Assert.Equal(committed.Length, await host.ScalarAsync<int>("SELECT COUNT(*) FROM tasks WHERE state = 'completed' AND kind = 'video_chunk'"));
            Assert.Equal(committed.Length, await host.ScalarAsync<int>("SELECT COUNT(*) FROM task_attempts WHERE outcome = 'completed'"));
            Assert.Equal(0, await host.ScalarAsync<int>("SELECT COUNT(*) FROM task_attempts WHERE outcome = 'running'"));
            Assert.Equal(0, await host.ScalarAsync<int>("SELECT COUNT(*) FROM tasks WHERE fail_count > 5 OR lost_count > 21 OR lease_owner IS NOT NULL OR rival_owner IS NOT NULL"));
            Assert.Equal(0, await host.ScalarAsync<int>("SELECT COUNT(*) FROM tasks WHERE state = 'failed' AND COALESCE(failure_detail, '') = ''"));
        }
        finally
        {
            TestFolder.Remove(folder);
        }
    }

    private static CatalogueInBetween Clocked(ICatalogueDatabase inner) =>
        new(inner) { Dialect = new SqlDialect("sqlite", "(SELECT ms FROM simulated_clock)") };

    private static async Task<IReadOnlyList<string>> IdsAsync(TranscodingHost host)
    {
        var jobs = await host.Get<JobStore>().UnfinishedAsync(Stop);
        List<string> ids = [];
        foreach (var job in jobs)
            ids.AddRange((await host.Get<JobStore>().TasksAsync(job, Stop)).Where(task => task.TaskKind == TaskKind.VideoChunk).Select(task => task.Id));
        return ids;
    }
}
