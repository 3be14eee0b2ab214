using Matinee.App.Fleet;
using Matinee.App.Transcoding;
using Matinee.IntegrationTests.Databases;
using Xunit;

namespace Matinee.IntegrationTests.Transcoding.Leasing;

public class StragglerTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_slow_last_chunk_is_given_to_an_idle_worker_too_and_the_first_commit_wins()
    {
        await using var host = await TranscodingHost.OpenAsync();
        var (first, rival) = await RaceAsync(host);

        Assert.True(rival.Lease.Epoch > first.Lease.Epoch);
        Assert.NotEqual(first.Attempt, rival.Attempt);
        Assert.Equal(TaskReply.Continue, await host.ReportAsync(first.Lease, 5));
        Assert.Equal(TaskReply.Continue, await host.ReportAsync(rival.Lease, 50));

        Assert.NotNull((await host.CommitAsync(rival.Lease)).Task);

        Assert.Null((await host.CommitAsync(first.Lease)).Task);
        Assert.Equal(TaskReply.Lost, await host.ReportAsync(first.Lease, 6));
        Assert.Equal("superseded", await OutcomeAsync(host, first));
        Assert.Equal("completed", await OutcomeAsync(host, rival));
    }

    [Fact]
    public async Task The_slow_one_may_win_and_then_the_helper_has_lost()
    {
        await using var host = await TranscodingHost.OpenAsync();
        var (first, rival) = await RaceAsync(host);

        Assert.NotNull((await host.CommitAsync(first.Lease)).Task);

        Assert.Null((await host.CommitAsync(rival.Lease)).Task);
        Assert.Equal(TaskReply.Lost, await host.ReportAsync(rival.Lease, 99));
        Assert.Equal("superseded", await OutcomeAsync(host, rival));
    }

    [Fact]
    public async Task When_the_first_attempt_fails_the_second_goes_on_and_old_epochs_stay_refused()
    {
        await using var host = await TranscodingHost.OpenAsync();
        var (first, rival) = await RaceAsync(host);
        await host.ReportAsync(rival.Lease, 40);

        await host.FailAsync(first);

        var row = await host.TaskAsync(first.Lease.Task);
        Assert.Equal(("running", rival.Lease.Epoch, 40L, 1), (row.State, row.LeaseEpoch, row.ProgressFrames, row.FailCount));
        Assert.Null((await host.CommitAsync(first.Lease)).Task);
        Assert.NotNull((await host.CommitAsync(rival.Lease)).Task);
    }

    [Fact]
    public async Task When_the_second_attempt_is_given_back_its_epoch_is_never_given_out_again()
    {
        await using var host = await TranscodingHost.OpenAsync();
        var (first, rival) = await RaceAsync(host);

        await host.Get<ITaskQueue>().ReleaseAsync(rival.Lease, Stop);
        Assert.Equal(TaskReply.Continue, await host.ReportAsync(first.Lease, 6));
        Assert.Equal(TaskReply.Lost, await host.ReportAsync(rival.Lease, 6));
        await host.Get<ITaskQueue>().ReleaseAsync(first.Lease, Stop);
        var third = await host.LeaseAsync(await host.RegisterAsync("third"));

        Assert.True(third.Lease.Epoch > rival.Lease.Epoch);
        Assert.Null((await host.CommitAsync(rival.Lease)).Task);
        Assert.Null((await host.CommitAsync(first.Lease)).Task);
        Assert.NotNull((await host.CommitAsync(third.Lease)).Task);
    }

    [Fact]
    public async Task Both_may_vanish_and_the_task_is_ready_again()
    {
        await using var host = await TranscodingHost.OpenAsync();
        var (first, rival) = await RaceAsync(host);
        await host.SqlAsync("UPDATE tasks SET lease_until = 1, rival_until = 1 WHERE state = 'running'");

        await host.Get<App.Transcoding.Leasing.LeaseSweep>().RunAsync(Stop);

        var row = await host.TaskAsync(first.Lease.Task);
        Assert.Equal(("ready", 2), (row.State, row.LostCount));
        Assert.Null((await host.CommitAsync(first.Lease)).Task);
        Assert.Null((await host.CommitAsync(rival.Lease)).Task);
    }

    [Fact]
    public async Task A_helper_that_registers_anew_loses_its_attempt_alone()
    {
        await using var host = await TranscodingHost.OpenAsync();
        var (first, rival) = await RaceAsync(host);

        await host.RegisterAsync("helper");

        Assert.Equal(TaskReply.Lost, await host.ReportAsync(rival.Lease, 9));
        Assert.Equal(TaskReply.Continue, await host.ReportAsync(first.Lease, 9));
        Assert.Equal("lost", await OutcomeAsync(host, rival));
    }

    [Fact]
    public async Task What_is_nearly_done_or_not_late_is_left_to_its_worker()
    {
        await using var host = await TranscodingHost.OpenAsync();
        var (slow, helper) = await PrepareAsync(host);
        await host.ReportAsync(slow.Lease, 95);
        await host.AgeAsync(30);

        Assert.Null(await host.PollAsync(helper));
    }

    /// <summary>Three chunks of 10 s are done; the fourth has run for 30 s and got nowhere.</summary>
    private static async Task<(LeasedTask First, LeasedTask Rival)> RaceAsync(TranscodingHost host)
    {
        var (slow, helper) = await PrepareAsync(host);
        await host.AgeAsync(30);
        return (slow, await host.LeaseAsync(helper));
    }

    private static async Task<(LeasedTask Slow, WorkerRegistration Helper)> PrepareAsync(TranscodingHost host)
    {
        var (worker, helper) = (await host.RegisterAsync("slow"), await host.RegisterAsync("helper"));
        await host.ChunksAsync(4);
        for (var i = 0; i < 3; i++)
            await host.CommitAsync((await host.LeaseAsync(worker)).Lease);
        await host.SqlAsync("UPDATE tasks SET leased_at = finished_at - 10000 WHERE state = 'completed' AND kind = 'video_chunk'");
        return (await host.LeaseAsync(worker), helper);
    }

    private static Task<string?> OutcomeAsync(TranscodingHost host, LeasedTask task) => host.ScalarAsync<string>(
        "SELECT outcome FROM task_attempts WHERE task_id = @id AND epoch = @epoch", new { id = task.Lease.Task.Value, epoch = task.Lease.Epoch });
}

[OnPostgres]
public sealed class StragglerOnPostgresTests : StragglerTests;
