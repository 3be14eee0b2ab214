using Matinee.App.Transcoding.Leasing;
using Xunit;
using static Matinee.Tests.Transcoding.Leasing.Stage;

namespace Matinee.Tests.Transcoding.Leasing;

public sealed class PlacementPolicyTests
{
    [Fact]
    public void Least_loaded_takes_the_smallest_share_of_slots_and_not_the_smallest_number()
    {
        var half = Waiting(Live(1, slots: 2), bulk: 1);
        var quarter = Waiting(Live(2, slots: 16), bulk: 12);

        Assert.Same(quarter, new LeastLoadedPolicy().Choose(Task(1), [half, quarter]));
    }

    [Fact]
    public void Among_equally_idle_workers_the_larger_one_is_the_least_loaded()
    {
        var small = Waiting(Live(1, slots: 1), bulk: 1);
        var large = Waiting(Live(2, slots: 8), bulk: 8);

        Assert.Same(large, new LeastLoadedPolicy().Choose(Task(1), [small, large]));
    }

    [Fact]
    public void Round_robin_takes_whoever_was_served_longest_ago_however_busy()
    {
        var recent = Waiting(1, bulk: 4, lastServed: 9);
        var busy = Waiting(2, bulk: 1, lastServed: 3);

        Assert.Same(busy, new RoundRobinPolicy().Choose(Task(1), [recent, busy]));
    }

    [Fact]
    public void Capabilities_prefer_hardware_and_then_the_measured_pace_of_the_tasks_encoder()
    {
        var fast = Waiting(Live(1, encoders: [(Software, 90, false), ("libx265/5.1", 1, false)]));
        var slow = Waiting(Live(2, encoders: [(Software, 30, false), ("libx265/5.1", 9, false)]));
        var card = Waiting(Live(3, encoders: [(Software, 20, true)]));
        var policy = new CapabilitiesPolicy();

        Assert.Same(card, policy.Choose(Task(1), [slow, fast, card]));
        Assert.Same(fast, policy.Choose(Task(1), [slow, fast]));
        Assert.Same(slow, policy.Choose(Task(1, caps: "libx265/5.1"), [fast, slow]));
    }

    [Fact]
    public void Capabilities_keep_hardware_free_of_what_needs_no_encoder()
    {
        var card = Waiting(Live(1, encoders: [(Software, 500, true)]));
        var plain = Waiting(Live(2), bulk: 1);

        Assert.Same(plain, new CapabilitiesPolicy().Choose(Task(1, "light", ""), [card, plain]));
    }

    [Fact]
    public void Affinity_takes_the_companion_waits_for_it_and_then_takes_anybody()
    {
        var policy = new AffinityPolicy(new LeastLoadedPolicy());
        var (companion, other) = (Waiting(1, bulk: 1), Waiting(2, bulk: 4));

        Assert.Same(companion, policy.Choose(Task(1, companion: Id(1), awaits: true), [other, companion]));
        Assert.Null(policy.Choose(Task(1, companion: Id(1), awaits: true), [other]));
        Assert.Same(other, policy.Choose(Task(1, companion: Id(1), awaits: false), [other]));
    }

    [Theory]
    [InlineData(Strategy.LeastLoaded)]
    [InlineData(Strategy.RoundRobin)]
    [InlineData(Strategy.Capabilities)]
    public void No_strategy_depends_on_the_order_in_which_workers_are_listed(Strategy strategy)
    {
        var policy = LeaseTaking.Policy(strategy);
        var chance = new Random(4711);
        for (var round = 0; round < 200; round++)
        {
            WaitingWorker[] able = [.. Enumerable.Range(1, chance.Next(1, 12)).Select(n => Waiting(
                Live(n, chance.Next(1, 5), true, (Software, chance.Next(1, 4) * 10, chance.Next(2) == 0)), bulk: chance.Next(0, 5), lastServed: chance.Next(0, 3)))];
            var expected = policy.Choose(Task(1), able);
            chance.Shuffle(able);

            Assert.Same(expected, policy.Choose(Task(1), able));
        }
    }

    [Fact]
    public void Round_robin_serves_all_equally_over_time()
    {
        var policy = LeaseTaking.Policy(Strategy.RoundRobin);
        var last = new long[8];
        var served = new int[8];
        for (var turn = 1; turn <= 800; turn++)
        {
            WaitingWorker[] able = [.. Enumerable.Range(0, 8).Select(n => Waiting(n, lastServed: last[n]))];
            var chosen = Array.IndexOf(able, policy.Choose(Task(turn), able));
            (last[chosen], served[chosen]) = (turn, served[chosen] + 1);
        }

        Assert.All(served, count => Assert.Equal(100, count));
    }
}
