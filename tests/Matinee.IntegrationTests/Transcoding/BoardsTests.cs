using Matinee.App.Fleet;
using Matinee.App.Transcoding;
using Matinee.App.Transcoding.Boards;
using Matinee.IntegrationTests.Databases;
using Matinee.Testing.Time;
using Xunit;

namespace Matinee.IntegrationTests.Transcoding;

/// <summary>What administrators are shown of the queue, on both databases.</summary>
public class BoardsTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_queue_shows_what_runs_first_and_finds_jobs_by_title_id_and_worker()
    {
        await using var host = await TranscodingHost.OpenAsync();
        var board = host.Get<JobBoard>();
        var waiting = await host.BeginAsync(await host.UploadAsync());
        var running = await host.BeginAsync(await host.UploadAsync(), JobPriority.High);
        var cancelled = await host.BeginAsync(await host.UploadAsync(), JobPriority.Critical);
        await host.Get<JobOutcomes>().StopAsync(cancelled, "cancelled", new("cancelled", "Cancelled", "By its owner."), Stop);
        await LeaseAsync(host, "desk-7");

        var rows = await board.ListAsync(new JobBoardQuery(), Stop);

        Assert.Equal([running.Id, waiting.Id, cancelled.Id], rows.Select(row => row.Id));
        Assert.Equal((1, 1), (rows[0].Counts.Holders, rows[0].Counts.Total));
        Assert.Equal("A test", rows[0].Name);
        Assert.Equal([running.Id], (await board.ListAsync(new JobBoardQuery { Text = "DESK-7" }, Stop)).Select(row => row.Id));
        Assert.Equal([waiting.Id], (await board.ListAsync(new JobBoardQuery { Text = waiting.Id[..^1] }, Stop)).Select(row => row.Id));
        Assert.Equal(3, (await board.ListAsync(new JobBoardQuery { Text = "a TEST" }, Stop)).Count);
        Assert.Empty(await board.ListAsync(new JobBoardQuery { Text = "100%_\\" }, Stop));
        var tally = await board.TallyAsync("a test", Stop);
        Assert.Equal((3, 1, 1, 0, 1), (tally.Total, tally.Running, tally.Queued, tally.Failed, tally.Cancelled));
    }

    [Fact]
    public async Task Every_order_and_filter_is_answered_page_by_page()
    {
        await using var host = await TranscodingHost.OpenAsync();
        var board = host.Get<JobBoard>();
        for (var i = 0; i < 5; i++)
            await host.BeginAsync(await host.UploadAsync());

        foreach (var sort in JobBoardQuery.Orders)
        {
            var pages = new List<string>();
            for (var page = 1; page <= 3; page++)
                pages.AddRange((await board.ListAsync(new JobBoardQuery { Sort = sort, Page = page, Rows = 2 }, Stop)).Select(row => row.Id));
            Assert.Equal(5, pages.Distinct().Count());
        }

        foreach (var show in JobBoardQuery.Filters)
            Assert.Equal((await board.TallyAsync(null, Stop)).Of(show), (await board.ListAsync(new JobBoardQuery { Show = show }, Stop)).Count);
    }

    [Fact]
    public async Task A_lost_attempt_is_told_wherever_it_counts()
    {
        await using var host = await TranscodingHost.OpenAsync();
        var job = await host.BeginAsync(await host.UploadAsync());
        await LeaseAsync(host, "w1");
        var again = await LeaseAsync(host, "w1");

        var dossier = await host.Get<JobDossiers>().FindAsync(job.JobId, Stop);
        var lanes = await host.Get<WorkLanesReader>().ReadAsync(TimeSpan.FromMinutes(5), Stop);
        var tally = (await host.Get<WorkLanesReader>().TalliesAsync(Stop)).Values.Single();
        var events = await host.Get<RecentEvents>().ReadAsync(TimeSpan.FromHours(1), Stop);

        Assert.NotNull(dossier);
        Assert.Equal(["lost", "running"], dossier.Attempts.Select(attempt => attempt.Outcome));
        Assert.All(dossier.Attempts, attempt => Assert.Equal("w1", attempt.Worker));
        Assert.Equal((1, 1), (dossier.Job.Counts.Lost, dossier.Job.Counts.Repeated));
        Assert.Equal([(1, false), (2, true)], lanes.Attempts.Select(attempt => (attempt.Attempt, attempt.InHand)));
        Assert.True(lanes.Attempts[1].TakenOver);
        Assert.Equal((0, 1), (tally.Failed, tally.Lost));
        Assert.Contains(events, each => each is { What: "lost", Worker: "w1" });
        Assert.Contains(events, each => each.What == "joined");
        Assert.Equal(again.Lease.Epoch, dossier.Attempts[1].Epoch);
    }

    [Fact]
    public async Task The_figures_are_counted_and_their_past_is_counted_back()
    {
        await using var host = await TranscodingHost.OpenAsync();
        await host.BeginAsync(await host.UploadAsync());
        await host.BeginAsync(await host.UploadAsync());
        await LeaseAsync(host, "w1");

        var readings = await host.Get<QueueReader>().ReadAsync(Stop);

        Assert.Equal((1, 1, 1, 1), (readings.Moment.JobsRunning, readings.Moment.JobsQueued, readings.Moment.TasksPending, readings.Moment.TasksRunning));
        Assert.Equal((1, 2), (readings.Moment.WorkersAlive, readings.Moment.Slots));
        Assert.Equal(QueueReader.Buckets, readings.History.JobsRunning.Length);
        Assert.Equal((1, 0), (readings.History.JobsRunning[^1], readings.History.JobsRunning[0]));
        Assert.Equal((1, 0), (readings.History.TasksPending[^1], readings.History.TasksPending[0]));
    }

    [Fact]
    public async Task The_pulse_changes_when_something_happens_and_only_then()
    {
        await using var host = await TranscodingHost.OpenAsync();
        var pulse = host.Get<BoardPulse>();
        await host.BeginAsync(await host.UploadAsync());
        var task = await LeaseAsync(host, "w1");

        var before = await QuietAsync(pulse);
        await host.Get<ITaskQueue>().ReportAsync(new TaskReport(task.Lease, 7, []), Stop);
        var after = await QuietAsync(pulse);

        Assert.NotEqual(before, after);
        Assert.Equal(after, await QuietAsync(pulse));
    }

    // The first part is the clock's.
    private static async Task<string> QuietAsync(BoardPulse pulse) => (await pulse.ReadAsync(Stop)).Split('-', 2)[1];

    private static async Task<LeasedTask> LeaseAsync(TranscodingHost host, string name)
    {
        var queue = host.Get<ITaskQueue>();
        var worker = await queue.RegisterAsync(new WorkerProfile(name, 2, new WorkerAbilities("5", [new WorkerEncoder("libx264/5", "h264", 100, false)], [], 2, 0)), Stop);
        return await queue.LeaseAsync(new LeaseRequest(worker, 4, 1, 2, Patient.Limit), Stop)
            ?? throw new InvalidOperationException("There was no task to lease.");
    }
}

[OnPostgres]
public sealed class BoardsOnPostgresTests : BoardsTests;
