using Matinee.App.Fleet;
using Matinee.App.Transcoding;
using Matinee.App.Transcoding.Events;
using Matinee.IntegrationTests.Databases;
using Matinee.IntegrationTests.Transcoding;
using Matinee.Testing.Time;
using Xunit;

namespace Matinee.IntegrationTests.Jobs;

/// <summary>Listeners of events over a real catalogue that several nodes share.</summary>
public class JobEventFeedTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_listener_that_wanders_between_nodes_is_given_every_event_once_and_in_order()
    {
        await using var first = await TranscodingHost.OpenAsync();
        await using var second = await TranscodingHost.OpenAsync(first.Folder);
        await first.Get<JobEventFeed>().StartAsync(Stop);
        await second.Get<JobEventFeed>().StartAsync(Stop);
        const int jobs = 30;
        var from = await first.Get<JobEventStore>().HeadAsync(Stop);
        var happening = Task.WhenAll(HappenAsync(first, jobs / 2, "a"), HappenAsync(second, jobs / 2, "b"));

        List<JobEvent> heard = [];
        for (var connection = 0; heard.Count < jobs * 2; connection++)
        {
            var node = connection % 2 == 0 ? first : second;
            var few = 1 + connection % 7;
            await foreach (var happened in node.Get<JobEventFeed>().ReadAsync(from, EventScope.All, Stop))
            {
                if (happened.Position is not { } position)
                    continue;
                from = position;
                heard.Add(happened);
                if (--few == 0 || heard.Count == jobs * 2)
                    break;
            }
        }

        await happening;
        var rows = await first.Get<JobEventStore>().ListAsync(EventPosition.Beginning, null, EventScope.All, 1000, Stop);
        Assert.Equal(rows, heard);
        Assert.Equal(jobs, heard.Count(e => e.Name == "TaskStarted"));
        Assert.Equal(jobs, heard.Count(e => e.Name == "TaskFailed"));
    }

    [Fact]
    public async Task A_listener_hears_its_own_jobs_only()
    {
        await using var host = await TranscodingHost.OpenAsync();
        await host.Get<JobEventFeed>().StartAsync(Stop);
        await HappenAsync(host, 1, "a", "u0000000000000001");
        await HappenAsync(host, 1, "a", "u0000000000000002");
        await HappenAsync(host, 1, "a", "u0000000000000001");

        List<string> heard = [];
        await foreach (var happened in host.Get<JobEventFeed>().ReadAsync(EventPosition.Beginning, EventScope.Of(new App.Accounts.UserId("u0000000000000001")), Stop))
        {
            heard.Add($"{happened.Owner} {happened.Name}");
            if (heard.Count == 4)
                break;
        }

        Assert.Equal(["u0000000000000001 TaskStarted", "u0000000000000001 TaskFailed", "u0000000000000001 TaskStarted", "u0000000000000001 TaskFailed"], heard);
    }

    [Fact]
    public async Task What_a_listener_was_too_slow_for_it_is_given_from_the_rows()
    {
        await using var host = await TranscodingHost.OpenAsync();
        await host.Get<JobEventFeed>().StartAsync(Stop);
        await HappenAsync(host, 1, "a");
        await using var slow = host.Get<JobEventFeed>().ReadAsync(EventPosition.Beginning, EventScope.All, Stop).GetAsyncEnumerator(Stop);
        Assert.True(await slow.MoveNextAsync());

        // Past the memory of the node while the listener does not read.
        await AppendAsync(host, 5000);
        var names = new List<string>();
        while (names.Count < 5001 && await slow.MoveNextAsync())
            names.Add(slow.Current.Name);

        Assert.Equal(5001, names.Count);
        Assert.Equal(["WorkerJoined"], names.Skip(1).Distinct());
    }

    [Fact]
    public async Task What_is_swept_is_not_remembered_and_the_newest_is_never_swept()
    {
        await using var host = await TranscodingHost.OpenAsync();
        await AppendAsync(host, 3);
        var store = host.Get<JobEventStore>();
        var rows = await SettledAsync(host, 3);

        await Task.Delay(20, Stop);
        var swept = await store.SweepAsync(TimeSpan.FromMilliseconds(10), Stop);

        Assert.Equal(2, swept);
        Assert.False(await store.RemembersAsync(EventPosition.Beginning, Stop));
        Assert.False(await store.RemembersAsync(rows[1].Position!.Value, Stop));
        Assert.True(await store.RemembersAsync(rows[2].Position!.Value, Stop));
        Assert.False(await store.RemembersAsync(new EventPosition(7, 99), Stop));
    }

    [Fact]
    public async Task The_coming_and_going_of_a_worker_is_told_once_by_two_nodes()
    {
        await using var first = await TranscodingHost.OpenAsync(null, ("Transcoding:DeadWorkerTimeout", "00:01:00"));
        await using var second = await TranscodingHost.OpenAsync(first.Folder, ("Transcoding:DeadWorkerTimeout", "00:01:00"));
        var queue = first.Get<ITaskQueue>();
        await queue.RegisterAsync(Named("w"), Stop);
        var nodes = new[] { first, second }.Select(host => host.Get<IEnumerable<Microsoft.Extensions.Hosting.IHostedService>>().OfType<WorkerPresence>().Single()).ToArray();

        await Task.WhenAll(nodes.Select(node => node.LookAsync(Stop)));
        await queue.RegisterAsync(Named("w"), Stop);
        await Task.WhenAll(nodes.Select(node => node.LookAsync(Stop)));
        await first.Get<App.Database.ICatalogueDatabase>().WriteAsync((connection, transaction) =>
            Dapper.SqlMapper.ExecuteAsync(connection, "UPDATE workers SET last_heartbeat = 0", transaction: transaction), Stop);
        await Task.WhenAll(nodes.Select(node => node.LookAsync(Stop)));

        var told = await SettledAsync(first, 4);
        Assert.Equal(["WorkerJoined", "WorkerLost", "WorkerJoined", "WorkerLost"], told.Select(e => e.Name));
    }

    /// <summary>PostgreSQL shows a row when nothing older can still be committed, in any database of the server: the other tests write there too.</summary>
    private static async Task<IReadOnlyList<JobEvent>> SettledAsync(TranscodingHost host, int events)
    {
        IReadOnlyList<JobEvent> rows = [];
        await Patient.UntilAsync(async () =>
        {
            rows = await host.Get<JobEventStore>().ListAsync(EventPosition.Beginning, null, EventScope.All, 10, Stop);
            return rows.Count >= events;
        }, Stop, "events are settled");
        return rows;
    }

    private static async Task HappenAsync(TranscodingHost host, int jobs, string worker, string owner = "u0000000000000000")
    {
        var queue = host.Get<ITaskQueue>();
        for (var i = 0; i < jobs; i++)
            await host.BeginAsync(await host.UploadAsync(owner));
        var registration = await queue.RegisterAsync(Named(worker), Stop);
        for (var i = 0; i < jobs; i++)
        {
            if (await queue.LeaseAsync(new LeaseRequest(registration, 1, 1, 1, Patient.Limit), Stop) is { } task)
                await queue.FailAsync(new TaskFault(task.Lease, FaultClass.Input, "broken", "It is broken.", 0), Stop);
        }
    }

    private static WorkerProfile Named(string name) => new(name, 1, new WorkerAbilities("test", [], [], 1, 0));

    private protected static Task<bool> AppendAsync(TranscodingHost host, int events) =>
        host.Get<App.Database.ICatalogueDatabase>().WriteAsync(async (connection, transaction) =>
        {
            for (var i = 0; i < events; i++)
                await JobEventLog.WorkerAsync(connection, transaction, "WorkerJoined", "w0000000000000000", "w", Stop);
            return true;
        }, Stop);
}

[OnPostgres]
public sealed class JobEventFeedOnPostgresTests : JobEventFeedTests
{
    [Fact]
    public async Task What_commits_late_is_not_passed_over_by_what_committed_before_it()
    {
        await using var host = await TranscodingHost.OpenAsync();
        await host.Get<JobEventFeed>().StartAsync(TestContext.Current.CancellationToken);
        var database = host.Get<App.Database.ICatalogueDatabase>();
        var written = new TaskCompletionSource();
        var release = new TaskCompletionSource();
        var late = database.WriteAsync(async (connection, transaction) =>
        {
            await JobEventLog.WorkerAsync(connection, transaction, "WorkerJoined", "w0000000000000000", "late", CancellationToken.None);
            written.TrySetResult();
            await release.Task;
            return true;
        }, TestContext.Current.CancellationToken);
        await written.Task;
        await AppendAsync(host, 2);

        await using var listener = host.Get<JobEventFeed>().ReadAsync(EventPosition.Beginning, EventScope.All, TestContext.Current.CancellationToken).GetAsyncEnumerator();
        var first = listener.MoveNextAsync().AsTask();
        var early = await Task.WhenAny(first, Task.Delay(1500, TestContext.Current.CancellationToken)) == first;
        release.SetResult();
        await late;
        List<string> names = [];
        for (var more = await first; more; more = names.Count < 3 && await listener.MoveNextAsync())
            names.Add(listener.Current.Json.Contains("late", StringComparison.Ordinal) ? "late" : "w");

        Assert.False(early);
        Assert.Equal(["late", "w", "w"], names);
    }
}
