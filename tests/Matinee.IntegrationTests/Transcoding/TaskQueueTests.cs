using Matinee.App.Fleet;
using Matinee.App.Transcoding;
using Matinee.IntegrationTests.Databases;
using Matinee.IntegrationTests.Transcoding.Leasing;
using Matinee.Testing.Time;
using Xunit;

namespace Matinee.IntegrationTests.Transcoding;

public class TaskQueueTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_writers_never_lease_the_same_task()
    {
        await using var first = await TranscodingHost.OpenAsync();
        await using var second = await TranscodingHost.OpenAsync(first.Folder);
        for (var i = 0; i < 30; i++)
            await first.BeginAsync(await first.UploadAsync());

        var leased = await Task.WhenAll(DrainAsync(first, "a"), DrainAsync(second, "b"));

        var tasks = leased.SelectMany(tasks => tasks).ToArray();
        Assert.Equal(30, tasks.Length);
        Assert.Equal(30, tasks.Distinct().Count());
    }

    [Fact]
    public async Task A_stale_epoch_is_refused_fifty_times_of_fifty()
    {
        await using var host = await TranscodingHost.OpenAsync();
        var queue = host.Get<ITaskQueue>();
        for (var i = 0; i < 50; i++)
        {
            var job = await host.BeginAsync(await host.UploadAsync());
            var paused = await LeaseAsync(queue, await RegisterAsync(queue, "paused"));
            // The worker comes back under its name while the old one still believes in its lease.
            var current = await LeaseAsync(queue, await RegisterAsync(queue, "paused"));

            var late = await queue.CompleteAsync(new TaskCompletion(paused.Lease, [], "{}", 0), Stop);

            Assert.Equal(paused.Lease.Task, current.Lease.Task);
            Assert.Equal(TaskReply.Lost, late);
            Assert.Equal("running", (await host.Get<JobStore>().TasksAsync(job.JobId, Stop)).Single().State);
            await queue.FailAsync(new TaskFault(current.Lease, FaultClass.Input, "x", "x", 0), Stop);
        }
    }

    [Fact]
    public async Task A_worker_that_starts_again_frees_its_tasks_at_once_and_the_loss_is_no_failure()
    {
        await using var host = await TranscodingHost.OpenAsync();
        var queue = host.Get<ITaskQueue>();
        var job = await host.BeginAsync(await host.UploadAsync());
        await LeaseAsync(queue, await RegisterAsync(queue, "w"));

        var again = await LeaseAsync(queue, await RegisterAsync(queue, "w"));

        var task = (await host.Get<JobStore>().TasksAsync(job.JobId, Stop)).Single();
        Assert.Equal(2, again.Attempt);
        Assert.Equal((0, 1), (task.FailCount, task.LostCount));
    }

    [Fact]
    public async Task A_worker_that_was_replaced_leases_nothing()
    {
        await using var host = await TranscodingHost.OpenAsync();
        var queue = host.Get<ITaskQueue>();
        await host.BeginAsync(await host.UploadAsync());
        var old = await RegisterAsync(queue, "w");
        await RegisterAsync(queue, "w");

        Assert.Null(await queue.LeaseAsync(new LeaseRequest(old, 1, 1, 1, TimeSpan.Zero), Stop));
        Assert.Null(await queue.HeartbeatAsync(new WorkerBeat(old, []), Stop));
    }

    [Fact]
    public async Task What_fails_four_times_fails_its_job_with_the_reason()
    {
        await using var host = await TranscodingHost.OpenAsync(null, ("Transcoding:RetryDelay", "00:00:00.100"));
        var queue = host.Get<ITaskQueue>();
        var job = await host.BeginAsync(await host.UploadAsync());
        var worker = await RegisterAsync(queue, "w");
        for (var attempt = 1; attempt <= 4; attempt++)
        {
            var task = await LeaseAsync(queue, worker);
            Assert.Equal(attempt, task.Attempt);
            await queue.FailAsync(new TaskFault(task.Lease, FaultClass.Worker, "ffmpeg_failed", "last words of stderr", 0), Stop);
        }

        await host.Get<JobSteps>().AdvanceAsync(job.JobId, Stop);

        var failed = await host.Get<JobStore>().FindAsync(job.JobId, Stop);
        Assert.Equal("failed", failed?.State);
        Assert.Contains("last words of stderr", failed?.FailureDetail, StringComparison.Ordinal);
        Assert.Equal(App.Library.VideoState.Failed, (await host.FindAsync(new App.Library.VideoId(job.VideoId))).State);
    }

    [Fact]
    public async Task Owners_take_turns_and_a_higher_class_goes_first()
    {
        await using var host = await TranscodingHost.OpenAsync();
        var queue = host.Get<ITaskQueue>();
        for (var i = 0; i < 5; i++)
            await host.BeginAsync(await host.UploadAsync("u0000000000000001"));
        var other = await host.BeginAsync(await host.UploadAsync("u0000000000000002"));
        var urgent = await host.BeginAsync(await host.UploadAsync("u0000000000000001"), JobPriority.High);
        var worker = await RegisterAsync(queue, "w");

        List<string> order = [];
        for (var i = 0; i < 3; i++)
            order.Add((await LeaseAsync(queue, worker)).VideoId.Value);

        Assert.Equal(urgent.VideoId, order[0]);
        Assert.Equal(other.VideoId, order[1]);
    }

    [Fact]
    public async Task A_second_process_of_the_same_video_joins_the_job_under_way()
    {
        await using var host = await TranscodingHost.OpenAsync();
        var video = await host.UploadAsync();

        Assert.Equal((await host.BeginAsync(video)).Id, (await host.BeginAsync(video)).Id);
    }

    [Fact]
    public async Task A_cancelled_job_tells_its_workers_and_can_be_taken_up_again()
    {
        await using var host = await TranscodingHost.OpenAsync();
        var queue = host.Get<ITaskQueue>();
        var job = await host.BeginAsync(await host.UploadAsync());
        var worker = await RegisterAsync(queue, "w");
        var task = await LeaseAsync(queue, worker);

        await host.Get<JobOutcomes>().StopAsync(job, "cancelled", new("cancelled", "Cancelled", "By its owner."), Stop);

        Assert.Equal(TaskReply.Cancel, await queue.ReportAsync(new TaskReport(task.Lease, 1, []), Stop));
        Assert.True(await host.Get<JobRetry>().RetryAsync(job, null, Stop));
        Assert.Equal(task.Lease.Task, (await LeaseAsync(queue, worker)).Lease.Task);
    }

    [Fact]
    public async Task A_silent_worker_loses_its_task_after_the_lease_time_and_a_stuck_one_after_the_task_timeout()
    {
        await using var host = await TranscodingHost.OpenAsync(null, ("Transcoding:DeadWorkerTimeout", "00:01:00"), ("Transcoding:TaskTimeout", "00:00:05"));
        var queue = host.Get<ITaskQueue>();
        var silentJob = await host.BeginAsync(await host.UploadAsync());
        var stuckJob = await host.BeginAsync(await host.UploadAsync());
        var worker = await RegisterAsync(queue, "w");
        var leases = new[] { await LeaseAsync(queue, worker), await LeaseAsync(queue, worker) }.ToDictionary(task => task.VideoId.Value);
        var stuck = leases[stuckJob.VideoId];
        await host.AgeAsync(6);
        await host.SqlAsync("UPDATE tasks SET lease_until = lease_until - 61000 WHERE state = 'running'");
        await queue.ReportAsync(new TaskReport(stuck.Lease, 0, []), Stop);
        await ActivatorSweep(host);

        Assert.Equal((0, 1), await CountsAsync(host, silentJob));
        Assert.Equal((1, 0), await CountsAsync(host, stuckJob));
        Assert.Equal(TaskReply.Lost, await queue.ReportAsync(new TaskReport(stuck.Lease, 5, []), Stop));
    }

    private static Task ActivatorSweep(TranscodingHost host) =>
        host.Get<App.Transcoding.Leasing.LeaseSweep>().RunAsync(Stop);

    private static async Task<(int Failed, int Lost)> CountsAsync(TranscodingHost host, JobRow job)
    {
        var task = (await host.Get<JobStore>().TasksAsync(job.JobId, Stop)).Single();
        return (task.FailCount, task.LostCount);
    }

    private static Task<WorkerRegistration> RegisterAsync(ITaskQueue queue, string name) =>
        queue.RegisterAsync(new WorkerProfile(name, 2, new WorkerAbilities("5", [new WorkerEncoder("libx264/5", "h264", 100, false)], [], 2, 0)), Stop);

    private static async Task<LeasedTask> LeaseAsync(ITaskQueue queue, WorkerRegistration worker) =>
        await queue.LeaseAsync(new LeaseRequest(worker, 4, 1, 2, Patient.Limit), Stop)
            ?? throw new InvalidOperationException("There was no task to lease.");

    private static async Task<List<TaskId>> DrainAsync(TranscodingHost host, string name)
    {
        var queue = host.Get<ITaskQueue>();
        var worker = await RegisterAsync(queue, name);
        List<TaskId> tasks = [];
        while (await queue.LeaseAsync(new LeaseRequest(worker, 4, 1, 2, TimeSpan.Zero), Stop) is { } task)
            tasks.Add(task.Lease.Task);
        return tasks;
    }
}

[OnPostgres]
public sealed class TaskQueueOnPostgresTests : TaskQueueTests;
