using Matinee.Cluster.Membership;
using Matinee.Cluster.Registry;
using Matinee.Testing.Time;
using Xunit;

namespace Matinee.Tests.Cluster;

public sealed class MembershipTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly MemoryRegistry _registry;
    private readonly CancellationTokenSource _stop = new();

    public MembershipTests() => _registry = new MemoryRegistry(_time);

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
        _registry.Dispose();
    }

    [Fact]
    public async Task A_node_is_a_member_for_good_and_present_while_it_beats()
    {
        var directory = await FollowAsync();
        var presence = new NodePresence(_registry, Card("one"), _time);
        await presence.EnterAsync(_stop.Token);
        await UntilAsync(directory, nodes => nodes is [{ Id: "one", IsPresent: true }]);

        for (var i = 0; i < 10; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(2));
            await presence.BeatAsync(_stop.Token);
        }

        Assert.True(directory.Nodes.Single().IsPresent);
        _time.Advance(NodePresence.Lifetime + TimeSpan.FromSeconds(1));
        await UntilAsync(directory, nodes => nodes is [{ Id: "one", IsPresent: false }]);

        // It slept, and was taken for dead.
        await presence.BeatAsync(_stop.Token);
        await UntilAsync(directory, nodes => nodes is [{ IsPresent: true }]);
    }

    [Fact]
    public async Task What_a_node_says_of_itself_later_is_heard_and_one_that_is_removed_is_forgotten()
    {
        var directory = await FollowAsync();
        var presence = new NodePresence(_registry, Card("one"), _time);
        await presence.EnterAsync(_stop.Token);
        presence.Change(card => card with { IsDraining = true });
        await presence.BeatAsync(_stop.Token);
        await UntilAsync(directory, nodes => nodes is [{ Card.IsDraining: true }]);

        Assert.True(await directory.RemoveAsync("one", _stop.Token));
        Assert.False(await directory.RemoveAsync("one", _stop.Token));
        await UntilAsync(directory, nodes => nodes.Count == 0);
    }

    [Fact]
    public async Task Two_nodes_of_one_name_are_not_taken_for_one_and_the_same_one_may_start_again()
    {
        await new NodePresence(_registry, Card("one"), _time).EnterAsync(_stop.Token);

        await new NodePresence(_registry, Card("one"), _time).EnterAsync(_stop.Token);
        var taken = await Assert.ThrowsAsync<NodeNameTakenException>(() => new NodePresence(_registry, Card("one") with { Home = "elsewhere:/data" }, _time).EnterAsync(_stop.Token));

        Assert.Contains("--node", taken.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Three_failures_make_a_node_unhealthy_and_two_answers_healthy()
    {
        var streak = ProbeStreak.Fresh;
        List<bool> healthy = [];
        foreach (var passed in (bool[])[false, false, true, false, false, false, true, false, true, true])
            healthy.Add((streak = streak.After(passed)).IsHealthy);

        Assert.Equal([true, true, true, true, true, false, false, false, false, true], healthy);
    }

    [Theory]
    [InlineData(400, 20, false)]
    [InlineData(-600, 20, true)]
    [InlineData(600, 20, true)]
    [InlineData(600, 400, false)] // so slow an answer proves nothing
    public void A_clock_is_too_far_only_when_that_is_sure(int ahead, int roundTrip, bool expected)
    {
        var asked = _time.GetUtcNow();
        var gap = ClockGap.Of(asked, asked + TimeSpan.FromMilliseconds(ahead + roundTrip / 2.0), TimeSpan.FromMilliseconds(roundTrip));

        Assert.Equal(TimeSpan.FromMilliseconds(ahead), gap.Ahead);
        Assert.Equal(expected, gap.IsTooFar);
    }

    [Fact]
    public async Task A_node_that_beats_and_does_not_answer_is_not_healthy_and_its_clock_is_compared()
    {
        var directory = await FollowAsync();
        foreach (var id in (string[])["one", "two", "three"])
            await new NodePresence(_registry, Card(id), _time).EnterAsync(_stop.Token);
        await UntilAsync(directory, nodes => nodes.Count == 3);
        var probing = new NodeProbing(directory, new Probe(_time), "one", _time);

        for (var i = 0; i < ProbeStreak.ToFail; i++)
            await probing.RoundAsync(_stop.Token);

        Assert.Equal([true, false, true], directory.Nodes.Select(probing.IsHealthy));
        Assert.False(probing.IsHealthy(directory.Nodes[0] with { IsPresent = false }));
        Assert.True(probing.Of("three") is { Clock: null, Streak.IsHealthy: false });
        Assert.True(probing.Of("two").Clock?.IsTooFar);
        Assert.True(await probing.AnswersAsync(directory.Nodes[2], _stop.Token));
        Assert.False(await probing.AnswersAsync(directory.Nodes[1], _stop.Token));
    }

    private static NodeCard Card(string id) => new() { Id = id, Address = $"http://{id}", Home = $"machine:/{id}", Roles = ["web", "api"], Version = "1" };

    private Task<NodeDirectory> FollowAsync()
    {
        var directory = new NodeDirectory(_registry, _time);
        _ = directory.RunAsync(_stop.Token);
        return Task.FromResult(directory);
    }

    private static async Task UntilAsync(NodeDirectory directory, Func<IReadOnlyList<ClusterNode>, bool> wanted)
    {
        for (var changed = directory.Changed; !wanted(directory.Nodes); changed = directory.Changed)
        {
            if (!wanted(directory.Nodes))
                await changed.WaitAsync(TimeSpan.FromSeconds(60));
        }
    }

    /// <summary>"two" answers with a clock that is a second ahead; "three" does not.</summary>
    private sealed class Probe(TimeProvider time) : INodeProbe
    {
        public Task<DateTimeOffset?> AskAsync(string address, CancellationToken cancellationToken) =>
            Task.FromResult(address == "http://two" ? time.GetUtcNow() + TimeSpan.FromSeconds(1) : (DateTimeOffset?)null);
    }
}
