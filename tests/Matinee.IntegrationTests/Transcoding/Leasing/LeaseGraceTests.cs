using Matinee.App.Transcoding;
using Matinee.App.Transcoding.Leasing;
using Matinee.IntegrationTests.Databases;
using Xunit;

namespace Matinee.IntegrationTests.Transcoding.Leasing;

public class LeaseGraceTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Leases_that_ran_out_while_no_coordinator_ran_are_lengthened_once_and_not_by_every_restart()
    {
        await using var host = await TranscodingHost.OpenAsync();
        await host.ChunksAsync(1);
        var task = await host.LeaseAsync(await host.RegisterAsync("w"));
        await host.SqlAsync("UPDATE tasks SET lease_until = 1 WHERE state = 'running'");

        Assert.Equal(1, await RestartAsync(host));
        await host.Get<LeaseSweep>().RunAsync(Stop);
        Assert.Equal("running", (await host.TaskAsync(task.Lease.Task)).State);

        await host.SqlAsync("UPDATE tasks SET lease_until = 1 WHERE state = 'running'");
        Assert.Equal(0, await RestartAsync(host));
        await host.Get<LeaseSweep>().RunAsync(Stop);
        Assert.Equal("ready", (await host.TaskAsync(task.Lease.Task)).State);
    }

    [Fact]
    public async Task A_worker_that_was_heard_of_since_has_the_grace_again()
    {
        await using var host = await TranscodingHost.OpenAsync();
        await host.ChunksAsync(1);
        var task = await host.LeaseAsync(await host.RegisterAsync("w"));
        Assert.Equal(1, await RestartAsync(host));

        Assert.Equal(TaskReply.Continue, await host.ReportAsync(task.Lease, 1));

        Assert.Equal(1, await RestartAsync(host));
    }

    [Fact]
    public async Task While_another_coordinator_runs_a_start_lengthens_nothing()
    {
        await using var host = await TranscodingHost.OpenAsync();
        await host.ChunksAsync(1);
        await host.LeaseAsync(await host.RegisterAsync("w"));
        await host.Get<LeaseGrace>().SeeAsync(Stop);

        Assert.Equal(0, await host.Get<LeaseGrace>().GrantAsync(Stop));
    }

    /// <summary>As after a minute without any coordinator.</summary>
    private static async Task<int> RestartAsync(TranscodingHost host)
    {
        await host.SqlAsync("UPDATE coordinators SET seen_at = seen_at - 60000");
        return await host.Get<LeaseGrace>().GrantAsync(Stop);
    }
}

[OnPostgres]
public sealed class LeaseGraceOnPostgresTests : LeaseGraceTests;
