using FsCheck;
using FsCheck.Fluent;
using Matinee.App.Fleet;
using Matinee.App.Scaling;
using Xunit;

namespace Matinee.Tests.Scaling;

public sealed class SupplyPlanTests
{
    private static readonly string[] States = ["active", "draining", "quarantined", "removed"];

    [Fact]
    public void The_idlest_goes_and_is_drained_first()
    {
        var plan = SupplyPlan.Of(2, Started("a", "b", "c"), Members(("a", 2, "active"), ("b", 0, "active"), ("c", 1, "active")), Leaving());

        Assert.Equal(["b"], plan.Drain);
        Assert.Equal((0, 3), (plan.Stop.Count, plan.Total));
    }

    [Fact]
    public void One_that_is_in_trouble_goes_before_all_others()
    {
        var plan = SupplyPlan.Of(1, [new("a"), new("b", "it crashes")], Members(("a", 0, "active"), ("b", 1, "active")), Leaving());

        Assert.Equal(["b"], plan.Drain);
    }

    [Fact]
    public void A_drained_worker_is_stopped_when_its_last_task_is_done()
    {
        var busy = SupplyPlan.Of(1, Started("a", "b"), Members(("a", 1, "active"), ("b", 1, "draining")), Leaving("b"));
        var idle = SupplyPlan.Of(1, Started("a", "b"), Members(("a", 1, "active"), ("b", 0, "draining")), Leaving("b"));

        Assert.Empty(busy.Stop);
        Assert.Equal(["b"], idle.Stop);
    }

    [Fact]
    public void One_that_is_being_drained_is_taken_back_before_another_is_started()
    {
        var plan = SupplyPlan.Of(4, Started("a", "b", "c"), Members(("a", 1, "active"), ("b", 0, "draining"), ("c", 1, "draining")), Leaving("b", "c"));

        Assert.Equal(["c", "b"], plan.Keep);
        Assert.Equal((0, 4), (plan.Stop.Count, plan.Total));
    }

    [Fact]
    public void One_that_was_removed_by_hand_is_not_taken_back()
    {
        var plan = SupplyPlan.Of(2, Started("a", "b"), Members(("a", 1, "active"), ("b", 0, "removed")), new Dictionary<string, bool> { ["b"] = true });

        Assert.Empty(plan.Keep);
        Assert.Equal(["b"], plan.Stop);
        Assert.Equal(3, plan.Total);
    }

    [Fact]
    public void Whatever_is_wanted_nobody_with_a_task_is_stopped_and_the_count_is_met() =>
        Prop.ForAll(Gen.Choose(0, 12).ToArbitrary(), Gen.Choose(0, 15).ArrayOf().ToArbitrary(), (wanted, draws) =>
        {
            // Each draw is a worker: two bits of state, then whether it leaves, then whether it is busy.
            var names = draws.Select((draw, i) => (Name: $"w{i:00}", Draw: draw)).ToList();
            var members = Members([.. names.Select(n => (n.Name, n.Draw >> 3, States[n.Draw & 3]))]);
            var leaving = Leaving([.. names.Where(n => (n.Draw & 4) != 0).Select(n => n.Name)]);

            var plan = SupplyPlan.Of(wanted, Started([.. names.Select(n => n.Name)]), members, leaving);

            Assert.All(plan.Stop, name => Assert.Equal(0, members[name].ActiveTasks));
            Assert.All(plan.Stop, name => Assert.NotEqual("active", members[name].State));
            Assert.Empty(plan.Stop.Intersect(plan.Keep));
            Assert.Empty(plan.Drain.Intersect(leaving.Keys));
            var staying = names.Count - leaving.Count - plan.Drain.Count + plan.Keep.Count;
            Assert.Equal(wanted, staying + plan.Total - names.Count);
        }).QuickCheckThrowOnFailure();

    private static IReadOnlyList<StartedWorker> Started(params string[] names) => [.. names.Select(name => new StartedWorker(name))];

    private static Dictionary<string, bool> Leaving(params string[] names) => names.ToDictionary(name => name, _ => false);

    private static Dictionary<string, FleetMember> Members(params (string Name, int Tasks, string State)[] members) =>
        members.ToDictionary(m => m.Name, m => new FleetMember(new WorkerId(m.Name), m.Name, 1, m.State, Alive: true, m.Tasks));
}
