using FsCheck;
using FsCheck.Fluent;
using Matinee.App.Library;
using Matinee.App.Rooms;
using Matinee.App.Rooms.State;
using Xunit;

namespace Matinee.Tests.Rooms;

public sealed class RoomQueueTests
{
    private static readonly QueueElement[] Films = [.. Enumerable.Range(0, 8).Select(i => new QueueElement(new($"e{i:D16}"), new VideoId($"v{i:D16}"), $"Film {i}", 60))];

    [Fact]
    public void An_edit_names_its_neighbour_and_not_a_place()
    {
        var queue = Filled(4).Move(Films[3].Element, Films[0].Element);

        Assert.Equal([0, 3, 1, 2], Order(queue));
    }

    [Fact]
    public void What_is_moved_without_a_neighbour_goes_to_the_front()
    {
        Assert.Equal([2, 0, 1], Order(Filled(3).Move(Films[2].Element, null)));
    }

    [Fact]
    public void Taking_out_what_plays_goes_on_behind_it()
    {
        var queue = Filled(3).Start(Films[1].Element).Remove(Films[1].Element);

        Assert.Equal(Films[2], queue.Upcoming());
    }

    [Fact]
    public void Taking_out_the_last_one_that_plays_ends_the_queue_until_something_is_added()
    {
        var queue = Filled(2).Start(Films[1].Element).Remove(Films[1].Element);

        Assert.Null(queue.Upcoming());
        Assert.Equal(Films[4], queue.Add(Films[4], null).Upcoming());
    }

    [Fact]
    public void Repeat_begins_again()
    {
        var queue = Filled(2).Set(QueueMode.Repeat, true).Start(Films[1].Element);

        Assert.Equal(Films[0], queue.Upcoming());
    }

    [Fact]
    public void Shuffle_plays_each_once_before_any_twice()
    {
        Prop.ForAll(Gen.Choose(1, 8).Zip(Gen.Choose(0, 1000)).ToArbitrary(), given =>
        {
            var (count, seed) = given;
            var queue = (Filled(count) with { Seed = seed }).Set(QueueMode.Shuffle, true);
            for (var round = 0; round < 3; round++)
            {
                var seen = new HashSet<ElementId>();
                for (var i = 0; i < count; i++)
                {
                    var next = queue.Upcoming()!; // a queue with films has one
                    Assert.True(count == 1 || next.Element != queue.Current);
                    Assert.True(seen.Add(next.Element));
                    queue = queue.Start(next.Element);
                }
            }
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Every_edit_keeps_what_it_does_not_name()
    {
        var edits = Gen.Choose(0, 3).Zip(Gen.Choose(0, 7)).Zip(Gen.Choose(-1, 7)).ArrayOf(30);
        Prop.ForAll(edits.ToArbitrary(), steps =>
        {
            var queue = Filled(4);
            foreach (var ((kind, who), where) in steps)
            {
                var after = where < 0 ? (ElementId?)null : Films[where].Element;
                var next = kind switch
                {
                    0 => queue.Add(Films[who], after),
                    1 => queue.Remove(Films[who].Element),
                    2 => queue.Move(Films[who].Element, after),
                    _ => queue.Start(Films[who].Element),
                };
                Assert.Equal(next.Items.Length, next.Items.Distinct().Count());
                Assert.Equal(Order(queue).Where(i => i != who), Order(next).Where(i => i != who));
                Assert.True(ReferenceEquals(next, queue) || next.Version == queue.Version + 1);
                Assert.True(next.Current is not { } current || next.Find(current) is not null);
                queue = next;
            }
        }).QuickCheckThrowOnFailure();
    }

    private static RoomQueue Filled(int count) => Films.Take(count).Aggregate(RoomQueue.Empty, (queue, film) => queue.Add(film, null));

    private static int[] Order(RoomQueue queue) => [.. queue.Items.Select(item => Array.IndexOf(Films, item))];
}
