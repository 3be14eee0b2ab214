using Matinee.App.Transcoding.Leasing;
using Xunit;
using static Matinee.Tests.Transcoding.Leasing.Stage;

namespace Matinee.Tests.Transcoding.Leasing;

public sealed class PlacementTests
{
    private static readonly IPlacementPolicy Policy = LeaseTaking.Policy(Strategy.LeastLoaded);

    [Fact]
    public void Nobody_is_given_two_tasks_and_no_task_is_given_twice_nor_to_one_who_cannot()
    {
        var chance = new Random(42);
        string[] lanes = ["light", "first", "bulk"];
        string[] encoders = ["", Software, "libx265/5.1"];
        for (var round = 0; round < 300; round++)
        {
            LiveWorker[] fleet = [.. Enumerable.Range(1, chance.Next(1, 20)).Select(n => Live(n, 4, true, chance.Next(2) == 0 ? [(Software, 1, false)] : [(Software, 1, false), ("libx265/5.1", 1, false)]))];
            WaitingWorker[] waiting = [.. fleet.Select(worker => Waiting(worker, chance.Next(2), chance.Next(2), chance.Next(3)))];
            ReadyTask[] tasks = [.. Enumerable.Range(1, chance.Next(1, 40)).Select(n => Task(n, lanes[chance.Next(3)], encoders[chance.Next(3)]))];

            var placed = TaskPlacement.Assign(tasks, waiting, fleet, Policy);

            Assert.Equal(placed.Length, placed.Select(p => p.Worker).Distinct().Count());
            Assert.Equal(placed.Length, placed.Select(p => p.Task).Distinct().Count());
            Assert.All(placed, p => Assert.True(p.Worker.Fits(p.Task)));
            // What was left over, nobody who was left over could have taken.
            var idle = waiting.Except(placed.Select(p => p.Worker)).ToArray();
            Assert.DoesNotContain(tasks.Except(placed.Select(p => p.Task)), task => idle.Any(worker => worker.Fits(task)));
        }
    }

    [Fact]
    public void Earlier_tasks_go_first()
    {
        var placed = TaskPlacement.Assign([Task(1), Task(2)], [Waiting(1)], [Live(1)], Policy);

        Assert.Equal("t0000000000000001", Assert.Single(placed).Task.Id.Value);
    }

    [Fact]
    public void A_worker_that_failed_a_task_is_avoided_while_another_could_do_it_even_if_that_one_is_busy()
    {
        var (failed, busy) = (Live(1), Live(2));

        Assert.Empty(TaskPlacement.Assign([Task(1, avoids: Id(1))], [Waiting(failed)], [failed, busy], Policy));
    }

    [Fact]
    public void The_only_worker_that_can_is_given_what_it_failed()
    {
        var failed = Live(1);
        LiveWorker[] others = [Live(2, takesWork: false), Live(3, encoders: [("libx265/5.1", 1, false)])];

        Assert.Single(TaskPlacement.Assign([Task(1, avoids: Id(1))], [Waiting(failed)], [failed, .. others], Policy));
    }

    [Fact]
    public void Every_eighth_turn_is_the_longest_waiting_jobs()
    {
        var turn = new StarvationTurn();
        List<bool> due = [];
        for (var i = 0; i < 24; i++)
        {
            due.Add(turn.IsDue);
            turn.Given();
        }

        Assert.Equal([7, 15, 23], Enumerable.Range(0, 24).Where(i => due[i]));
    }
}
