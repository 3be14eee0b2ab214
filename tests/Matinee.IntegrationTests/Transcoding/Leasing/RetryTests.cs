using Matinee.App.Fleet;
using Matinee.App.Transcoding;
using Matinee.App.Transcoding.Leasing;
using Matinee.IntegrationTests.Databases;
using Xunit;

namespace Matinee.IntegrationTests.Transcoding.Leasing;

public class RetryTests
{
    private static readonly (string, string)[] Quick = [("Transcoding:RetryDelay", "00:00:00.100"), ("Transcoding:LongestRetryDelay", "00:00:00.100")];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_task_is_tried_elsewhere_first_and_by_the_same_worker_when_that_is_the_last_one()
    {
        await using var host = await TranscodingHost.OpenAsync(null, Quick);
        var (a, b) = (await host.RegisterAsync("a"), await host.RegisterAsync("b"));
        await host.ChunksAsync(1);
        await host.FailAsync(await host.LeaseAsync(a));
        await host.AgeAsync(60);

        Assert.Null(await host.PollAsync(a));

        await host.Get<WorkerOrders>().DrainAsync(b.Id, "gone", Stop);
        Assert.Equal(2, (await host.LeaseAsync(a)).Attempt);
    }

    [Fact]
    public async Task What_three_workers_fail_is_given_up_with_their_names_and_a_retry_begins_anew()
    {
        await using var host = await TranscodingHost.OpenAsync(null, Quick);
        WorkerRegistration[] workers = [await host.RegisterAsync("anna"), await host.RegisterAsync("bert"), await host.RegisterAsync("carl"), await host.RegisterAsync("dora")];
        var job = await host.ChunksAsync(1);
        foreach (var worker in workers.Take(3))
        {
            await host.AgeAsync(60);
            await host.FailAsync(await host.LeaseAsync(worker));
        }

        await host.Get<JobSteps>().AdvanceAsync(job.JobId, Stop);

        var failed = await host.Get<JobStore>().FindAsync(job.JobId, Stop);
        Assert.Equal("failed", failed?.State);
        Assert.Equal("3 attempts failed, on anna, bert, carl. The last ended with: last words of stderr", failed?.FailureDetail);
        await host.SqlAsync("INSERT INTO plans (video_id, version, job_id, state, playing, settled, revision, plan, probe, created_at) VALUES (@video, 1, @id, 'failed', 0, 1, 1, '', '', 0)",
            new { id = job.Id, video = job.VideoId });
        Assert.True(await host.Get<JobRetry>().RetryAsync(failed!, null, Stop));
        var again = (await host.Get<JobStore>().TasksAsync(job.JobId, Stop)).Single(task => task.TaskKind == TaskKind.VideoChunk);
        Assert.Equal(("ready", 0), (again.State, again.FailCount));
        Assert.Equal(0, await host.ScalarAsync<int>("SELECT COUNT(*) FROM task_avoids"));
    }

    [Theory]
    [InlineData(0, "failed")]
    [InlineData(1, "ready")] // sound that was published further meanwhile
    public async Task What_loses_worker_after_worker_is_given_up_unless_it_gets_further(int published, string state)
    {
        await using var host = await TranscodingHost.OpenAsync(null, [("Transcoding:LostLeases", "2")]);
        var worker = await host.RegisterAsync("a");
        await host.ChunksAsync(1);
        LeasedTask task = null!; // set in the first round
        for (var lost = 0; lost < 3; lost++)
        {
            task = await host.LeaseAsync(worker);
            Assert.Equal(lost + 1, task.Attempt);
            for (var n = 0; lost == 0 && n < published; n++)
                await host.SqlAsync("""
                    INSERT INTO segments (video_id, plan_version, rendition, number, object_key, bytes, duration_ticks, keyframe_offset, keyframe_bytes, sha256, task_id)
                    SELECT video_id, plan_version, 'audio0', @n, 'key', 1, 1, 0, 0, '', id FROM tasks WHERE id = @id
                    """, new { id = task.Lease.Task.Value, n });
            await host.SqlAsync("UPDATE tasks SET lease_until = 1 WHERE id = @id", new { id = task.Lease.Task.Value });
            Assert.NotNull(await host.Get<LeaseStore>().LoseAsync(task.Lease, Stop));
        }

        var row = await host.TaskAsync(task.Lease.Task);
        Assert.Equal((state, 3), (row.State, row.LostCount));
        Assert.Equal(state == "failed" ? "workers_lost" : null, row.FailureCode);
    }

    [Fact]
    public async Task A_worker_that_fails_three_in_a_row_that_others_complete_is_put_aside_and_comes_back()
    {
        await using var host = await TranscodingHost.OpenAsync(null, Quick);
        var (bad, good) = (await host.RegisterAsync("bad"), await host.RegisterAsync("good"));
        await host.ChunksAsync(3);
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal("active", (await host.Get<WorkerStore>().FindAsync(bad.Id, Stop))?.State);
            var task = await host.LeaseAsync(bad);
            await host.FailAsync(task, detail: "No space left on device");
            await host.AgeAsync(60);
            Assert.NotNull((await host.CommitAsync((await UntilAsync(host, good, task.Lease.Task)).Lease)).Task);
            await host.Get<LeaseSweep>().RunAsync(Stop);
        }

        var aside = await host.Get<WorkerStore>().FindAsync(bad.Id, Stop);
        Assert.Equal("quarantined", aside?.State);
        Assert.Contains("No space left on device", aside?.Reason, StringComparison.Ordinal);

        await host.SqlAsync("UPDATE worker_strikes SET released_at = 1");
        await host.Get<LeaseSweep>().RunAsync(Stop);
        Assert.Equal("active", (await host.Get<WorkerStore>().FindAsync(bad.Id, Stop))?.State);
        Assert.Equal(1, await host.ScalarAsync<int>("SELECT quarantines FROM worker_strikes"));
    }

    [Fact]
    public async Task Broken_output_counts_at_once_and_a_good_part_makes_up_for_it()
    {
        await using var host = await TranscodingHost.OpenAsync(null, Quick);
        var (liar, _) = (await host.RegisterAsync("liar"), await host.RegisterAsync("other"));
        await host.ChunksAsync(4);
        await host.FailAsync(await host.LeaseAsync(liar), FaultClass.Verification);
        await host.FailAsync(await host.LeaseAsync(liar), FaultClass.Verification);
        Assert.Equal(2, await host.ScalarAsync<int>("SELECT strikes FROM worker_strikes"));

        await host.CommitAsync((await host.LeaseAsync(liar)).Lease);

        Assert.Equal(0, await host.ScalarAsync<int>("SELECT strikes FROM worker_strikes"));
    }

    [Fact]
    public async Task An_outage_of_the_store_is_held_against_nobody()
    {
        await using var host = await TranscodingHost.OpenAsync(null, Quick);
        var worker = await host.RegisterAsync("a");
        await host.RegisterAsync("b");
        await host.ChunksAsync(1);
        await host.FailAsync(await host.LeaseAsync(worker), FaultClass.Infrastructure);
        await host.AgeAsync(60);

        await host.CommitAsync((await host.LeaseAsync(worker)).Lease);

        Assert.Equal(0, await host.ScalarAsync<int>("SELECT COUNT(*) FROM worker_strikes"));
    }

    /// <summary>Until the worker has this one; others that it is given go back.</summary>
    private static async Task<LeasedTask> UntilAsync(TranscodingHost host, WorkerRegistration worker, TaskId wanted)
    {
        List<LeasedTask> others = [];
        while (true)
        {
            var task = await host.LeaseAsync(worker);
            if (task.Lease.Task != wanted)
            {
                others.Add(task);
                continue;
            }

            foreach (var other in others)
                await host.Get<ITaskQueue>().ReleaseAsync(other.Lease, Stop);
            return task;
        }
    }
}

[OnPostgres]
public sealed class RetryOnPostgresTests : RetryTests;
