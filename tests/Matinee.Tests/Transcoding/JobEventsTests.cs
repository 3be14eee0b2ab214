using Matinee.App.Accounts;
using Matinee.App.Transcoding;
using Xunit;

namespace Matinee.Tests.Transcoding;

public sealed class JobEventsTests
{
    private static readonly UserId Owner = new("u0000000000000000");
    private static readonly JobId Job = new("j0000000000000000");

    [Fact]
    public async Task A_listener_that_comes_back_is_given_all_it_missed()
    {
        var events = new JobEvents();
        events.Publish(Job, Owner, "TaskStarted", "1");
        var first = await FirstAsync(events.Watch("x-0", _ => true, out var nothing, TestContext.Current.CancellationToken), events);
        events.Publish(Job, Owner, "TaskCompleted", "3");

        var missed = events.Watch(events.IdOf(first), _ => true, out var complete, TestContext.Current.CancellationToken);

        Assert.False(nothing);
        Assert.True(complete);
        Assert.Equal("TaskCompleted", (await FirstAsync(missed, null)).Name);
    }

    [Fact]
    public void What_is_not_remembered_is_said_to_be_missing()
    {
        var events = new JobEvents();
        for (var i = 0; i < 5000; i++)
            events.Publish(Job, Owner, "TaskProgress", "{}");
        var elsewhere = new JobEvents();

        events.Watch(events.IdOf(new JobEvent(1, Job, Owner, "", "")), _ => true, out var old, TestContext.Current.CancellationToken);
        events.Watch(elsewhere.IdOf(new JobEvent(4999, Job, Owner, "", "")), _ => true, out var foreign, TestContext.Current.CancellationToken);
        events.Watch(events.IdOf(new JobEvent(4999, Job, Owner, "", "")), _ => true, out var recent, TestContext.Current.CancellationToken);

        Assert.False(old);
        Assert.False(foreign);
        Assert.True(recent);
    }

    private static async Task<JobEvent> FirstAsync(IAsyncEnumerable<JobEvent> watch, JobEvents? publish)
    {
        await using var listener = watch.GetAsyncEnumerator(TestContext.Current.CancellationToken);
        publish?.Publish(Job, Owner, "TaskProgress", "2");
        Assert.True(await listener.MoveNextAsync());
        return listener.Current;
    }
}
