using System.Collections.Concurrent;
using System.Diagnostics;
using Matinee.App.Database;
using Matinee.App.Fleet;
using Matinee.App.Transcoding;
using Matinee.App.Transcoding.Leasing;
using Matinee.IntegrationTests.Databases;
using Matinee.Testing.Time;
using Xunit;

namespace Matinee.IntegrationTests.Transcoding.Leasing;

public class DispatcherTests
{
    private const int Nodes = 8;
    private const int WorkersEach = 6;
    private const int Tasks = 1200;

    /// <summary>Of the catalogue, in three seconds.</summary>
    private const int MostCalls = 20;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Eight_nodes_that_race_give_each_task_to_one_worker_and_none_is_left_over()
    {
        await using var first = await TranscodingHost.OpenAsync();
        List<TranscodingHost> hosts = [first];
        for (var i = 1; i < Nodes; i++)
            hosts.Add(await TranscodingHost.OpenAsync(first.Folder));
        await first.ChunksAsync(Tasks / 2, owner: "u0000000000000001");
        await first.ChunksAsync(Tasks / 2, owner: "u0000000000000002");
        var given = new ConcurrentBag<(int Node, TaskId Task)>();

        // All are known before anybody begins: who registers last would find little left.
        var workers = await Task.WhenAll(hosts.SelectMany((host, node) => Enumerable.Range(0, WorkersEach).Select(async n =>
            (Host: host, Node: node, Worker: await host.RegisterAsync($"w{node}-{n}")))));
        await Task.WhenAll(workers.Select(w => DrainAsync(w.Host, w.Node, w.Worker, given)));

        Assert.Equal(Tasks, given.Count);
        Assert.Equal(Tasks, given.Select(g => g.Task).Distinct().Count());
        Assert.Equal(Tasks, await first.ScalarAsync<int>("SELECT COUNT(*) FROM task_attempts WHERE outcome = 'running'"));
        // SQLite lets whoever comes by take the turn of those who wait, so on it only the count is promised.
        if (first.Get<ICatalogueDatabase>().Dialect == SqlDialect.Postgres)
            Assert.Equal(Nodes, given.Select(g => g.Node).Distinct().Count());
        foreach (var host in hosts.Skip(1))
            await host.DisposeAsync();
    }

    [Fact]
    public async Task A_poll_that_is_called_off_while_its_task_is_taken_gives_it_back_at_once()
    {
        CatalogueInBetween? between = null;
        await using var host = await TranscodingHost.OpenAsync(null, inner => between = new CatalogueInBetween(inner), TimeProvider.System);
        var worker = await host.RegisterAsync("w");
        await host.ChunksAsync(1);
        using var caller = new CancellationTokenSource();
        between!.Written = result => result is TakenBatch { Tasks.IsEmpty: false } ? caller.CancelAsync() : Task.CompletedTask;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => host.Get<ITaskQueue>().LeaseAsync(new LeaseRequest(worker, 4, 1, 2, TimeSpan.FromSeconds(30)), caller.Token));
        between.Written = _ => Task.CompletedTask;

        var task = await host.LeaseAsync(worker);
        Assert.Equal(2, task.Attempt);
        Assert.Equal(1, await host.ScalarAsync<int>("SELECT COUNT(*) FROM task_attempts WHERE outcome = 'released'"));
        Assert.Equal((0, 0), ((await host.TaskAsync(task.Lease.Task)).FailCount, (await host.TaskAsync(task.Lease.Task)).LostCount));
    }

    [Fact]
    public async Task Hundreds_of_idle_polls_cost_no_more_than_one_and_all_are_served_at_once_when_work_arrives()
    {
        CatalogueInBetween? between = null;
        await using var host = await TranscodingHost.OpenAsync(null, inner => between = new CatalogueInBetween(inner), TimeProvider.System);
        List<WorkerRegistration> workers = [];
        for (var i = 0; i < 200; i++)
            workers.Add(await host.RegisterAsync($"w{i}"));
        Task<LeasedTask?>[] polls = [.. workers.Select(worker => host.PollAsync(worker, TimeSpan.FromMinutes(5)))];
        // Each looks once when it comes; then all are idle.
        var before = 0;
        await Patient.UntilAsync(async () =>
        {
            before = between!.Calls;
            await Task.Delay(500, Stop);
            return between.Calls - before < MostCalls;
        }, Stop);
        before = between!.Calls;
        var began = Stopwatch.GetTimestamp();
        await Task.Delay(3000, Stop);
        var idle = between.Calls - before;
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        await host.ChunksAsync(200);
        host.Get<TaskSignals>().WorkArrived();

        var tasks = await Task.WhenAll(polls);

        // One look at the queue, one for stragglers, two for the workers: each once a second.
        Assert.InRange(idle, 1, MostCalls * seconds / 3);
        Assert.Equal(200, tasks.Select(task => task!.Lease.Task).Distinct().Count());
    }

    [Fact]
    public async Task The_same_worker_asking_again_ends_its_earlier_poll_empty_handed()
    {
        await using var host = await TranscodingHost.OpenAsync();
        var worker = await host.RegisterAsync("w");
        var earlier = host.PollAsync(worker, TimeSpan.FromSeconds(60));

        var later = host.PollAsync(worker, TimeSpan.FromSeconds(60));
        await host.ChunksAsync(1);
        host.Get<TaskSignals>().WorkArrived();

        Assert.Null(await earlier.WaitAsync(Patient.Limit, Stop));
        Assert.NotNull(await later.WaitAsync(Patient.Limit, Stop));
    }

    [Fact]
    public async Task A_low_job_under_a_flood_of_critical_ones_has_every_eighth_turn_once_it_has_waited_too_long()
    {
        await using var host = await TranscodingHost.OpenAsync(null, ("Transcoding:StarvedAfter", "00:10:00"));
        var worker = await host.RegisterAsync("w");
        var low = await host.ChunksAsync(5, JobPriority.Low, "u0000000000000001");
        await host.ChunksAsync(40, JobPriority.Critical, "u0000000000000002");
        List<string> order = [];

        for (var i = 0; i < 8; i++)
            order.Add((await host.LeaseAsync(worker)).VideoId.Value);
        Assert.DoesNotContain(low.VideoId, order);
        await host.SqlAsync("UPDATE jobs SET created_at = created_at - 700000 WHERE id = @id", new { id = low.Id });
        for (var i = 0; i < 16; i++)
            order.Add((await host.LeaseAsync(worker)).VideoId.Value);

        // Served once, it waits its ten minutes again.
        Assert.Equal(1, order.Count(video => video == low.VideoId));
    }

    [Fact]
    public async Task Tasks_of_a_job_that_asks_for_it_go_to_one_worker_while_that_keeps_up()
    {
        await using var host = await TranscodingHost.OpenAsync(null, ("Transcoding:AffinityPatience", "00:01:00"));
        var (a, b) = (await host.RegisterAsync("a"), await host.RegisterAsync("b"));
        var job = await host.ChunksAsync(6);
        await host.SqlAsync("UPDATE jobs SET affinity = 'sameWorker' WHERE id = @id", new { id = job.Id });
        await host.LeaseAsync(a);

        Assert.Null(await host.PollAsync(b));
        Assert.NotNull(await host.PollAsync(a));
        await host.SqlAsync("UPDATE jobs SET leased_at = leased_at - 61000");
        Assert.NotNull(await host.PollAsync(b));
    }

    private static async Task DrainAsync(TranscodingHost host, int node, WorkerRegistration worker, ConcurrentBag<(int, TaskId)> given)
    {
        // A poll that comes back empty says nothing while others are still served.
        for (var began = Stopwatch.GetTimestamp(); given.Count < Tasks && Stopwatch.GetElapsedTime(began) < TimeSpan.FromMinutes(2);)
        {
            while (await host.PollAsync(worker, TimeSpan.FromSeconds(2)) is { } task)
                given.Add((node, task.Lease.Task));
        }
    }
}

[OnPostgres]
public sealed class DispatcherOnPostgresTests : DispatcherTests;
