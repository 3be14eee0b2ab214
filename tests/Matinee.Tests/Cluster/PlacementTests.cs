using Matinee.Cluster.Placement;
using Matinee.Testing.Time;
using Xunit;

namespace Matinee.Tests.Cluster;

public sealed class PlacementTests
{
    public static TheoryData<string> Names => [.. Placements.Names];

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 20)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Nothing_new_goes_to_a_node_that_drains_or_is_down(string name)
    {
        var placement = Placements.Create(name, "round-robin", new ManualTime());
        PlaceNode[] nodes = [new("a", NodeState.Draining), new("b"), new("c", NodeState.Down)];

        var chosen = Enumerable.Range(0, 50).Select(i => placement.Choose(nodes, new PlaceRequest($"k{i}", $"s{i}"))?.Id);

        Assert.All(chosen, id => Assert.Equal("b", id));
        Assert.Null(placement.Choose([nodes[0], nodes[2]], new PlaceRequest("k", "new")));
        Assert.Null(placement.Choose([], new PlaceRequest("k", "newer")));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_node_that_comes_takes_only_its_share_and_one_that_goes_moves_only_its_own(int seed)
    {
        var die = new Random(seed);
        var hash = new ConsistentHash();
        PlaceNode[] few = [.. Enumerable.Range(0, die.Next(2, 9)).Select(i => new PlaceNode($"n{seed}-{i}"))];
        PlaceNode[] more = [.. few, new PlaceNode($"new{seed}")];
        string[] keys = [.. Enumerable.Range(0, 2000).Select(i => $"room:{seed}:{i}")];

        var before = keys.ToDictionary(key => key, key => hash.Choose(few, new PlaceRequest(key))?.Id);
        var after = keys.ToDictionary(key => key, key => hash.Choose(more, new PlaceRequest(key))?.Id);
        PlaceNode[] drained = [.. more.Select((node, i) => i == 0 ? node with { State = NodeState.Draining } : node)];
        var without = keys.ToDictionary(key => key, key => hash.Choose(drained, new PlaceRequest(key))?.Id);

        var moved = keys.Where(key => before[key] != after[key]).ToList();
        Assert.All(moved, key => Assert.Equal($"new{seed}", after[key]));
        Assert.InRange(moved.Count, 0.5 * keys.Length / more.Length, 1.7 * keys.Length / more.Length);
        Assert.All(keys.Where(key => after[key] != drained[0].Id), key => Assert.Equal(after[key], without[key]));
        Assert.DoesNotContain(drained[0].Id, without.Values);
        // The same for everybody who decides, in whatever order it lists them.
        var elsewhere = new ConsistentHash();
        Assert.All(keys.Take(100), key => Assert.Equal(after[key], elsewhere.Choose([.. more.Reverse()], new PlaceRequest(key))?.Id));
    }

    [Fact]
    public void Keys_spread_evenly_over_a_ring()
    {
        var hash = new ConsistentHash();
        PlaceNode[] nodes = [.. Enumerable.Range(0, 5).Select(i => new PlaceNode($"node{i}"))];

        var counts = Enumerable.Range(0, 10_000).GroupBy(i => hash.Choose(nodes, new PlaceRequest($"room:{i}"))?.Id).Select(group => group.Count()).ToList();

        Assert.Equal(5, counts.Count);
        Assert.All(counts, count => Assert.InRange(count, 1_500, 2_600));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_session_stays_through_any_coming_and_draining_until_its_node_is_down(int seed)
    {
        var die = new Random(seed);
        var sticky = new StickySessions(new EqualTurns(), new ManualTime());
        List<PlaceNode> nodes = [.. Enumerable.Range(0, 4).Select(i => new PlaceNode($"n{i}"))];
        var seats = Enumerable.Range(0, 100).ToDictionary(i => $"s{i}", i => sticky.Choose(nodes, new PlaceRequest("k", $"s{i}"))?.Id);

        for (var step = 0; step < 10; step++)
        {
            if (die.Next(2) == 0)
                nodes.Add(new PlaceNode($"late{step}"));
            else
                nodes = [.. nodes.Select(node => node.Id == nodes[die.Next(nodes.Count)].Id ? node with { State = NodeState.Draining } : node)];
            Assert.All(seats, seat => Assert.Equal(seat.Value, sticky.Choose(nodes, new PlaceRequest("k", seat.Key))?.Id));
        }

        nodes = [.. nodes.Select(node => node.Id == "n0" ? node with { State = NodeState.Down } : node), new PlaceNode("spare")];
        Assert.All(seats, seat => Assert.Equal(seat.Value == "n0", sticky.Choose(nodes, new PlaceRequest("k", seat.Key))?.Id != seat.Value));
    }

    [Fact]
    public void A_silent_session_is_forgotten_and_so_is_the_oldest_of_too_many()
    {
        var time = new ManualTime();
        var sticky = new StickySessions(new EqualTurns(), time, TimeSpan.FromHours(1), most: 2);
        PlaceNode[] nodes = [new("a"), new("b")];

        var first = sticky.Choose(nodes, new PlaceRequest("k", "one"))?.Id;
        time.Advance(TimeSpan.FromMinutes(50));
        Assert.Equal(first, sticky.Choose(nodes, new PlaceRequest("k", "one"))?.Id);
        time.Advance(TimeSpan.FromMinutes(61));
        Assert.NotEqual(first, sticky.Choose(nodes, new PlaceRequest("k", "one"))?.Id);
        sticky.Choose(nodes, new PlaceRequest("k", "two"));
        sticky.Choose(nodes, new PlaceRequest("k", "three"));

        Assert.Equal(2, sticky.Count);
    }

    [Fact]
    public void Turns_are_even_and_weights_are_kept_and_spread()
    {
        PlaceNode[] nodes = [new("a", Weight: 5), new("b", Weight: 1), new("c", Weight: 1)];
        var turns = new EqualTurns();
        var weighted = new WeightedTurns();

        Assert.Equal("abcabc", string.Concat(Enumerable.Range(0, 6).Select(_ => turns.Choose(nodes, new PlaceRequest("k"))?.Id)));
        Assert.Equal("aabacaa", string.Concat(Enumerable.Range(0, 7).Select(_ => weighted.Choose(nodes, new PlaceRequest("k"))?.Id)));
    }

    [Fact]
    public void The_least_loaded_for_its_weight_is_chosen_and_equals_in_turn()
    {
        var least = new LeastConnections();

        Assert.Equal("b", least.Choose([new("a", Connections: 10), new("b", Connections: 15, Weight: 2), new("c", Connections: 9)], new PlaceRequest("k"))?.Id);
        PlaceNode[] equal = [new("a", Connections: 3), new("b", Connections: 3), new("c", Connections: 4)];
        Assert.Equal(["a", "b"], Enumerable.Range(0, 4).Select(_ => least.Choose(equal, new PlaceRequest("k"))?.Id).Distinct().Order());
    }

    [Fact]
    public void The_nearest_is_chosen_then_the_region_then_whatever_else_decides()
    {
        var (paris, tokyo, sydney) = (new GeoPoint(48.8566, 2.3522), new GeoPoint(35.6762, 139.6503), new GeoPoint(-33.8688, 151.2093));
        var geo = new NearestNode(new EqualTurns());
        PlaceNode[] nodes = [new("paris", Location: paris, Region: "eu"), new("tokyo", Location: tokyo, Region: "asia"), new("nowhere", Region: "us")];

        Assert.Equal("tokyo", geo.Choose(nodes, new PlaceRequest("k", From: sydney, Region: "eu"))?.Id);
        Assert.Equal("paris", geo.Choose([nodes[0], nodes[1] with { State = NodeState.Down }, nodes[2]], new PlaceRequest("k", From: sydney))?.Id);
        Assert.Equal("nowhere", geo.Choose(nodes, new PlaceRequest("k", Region: "US"))?.Id);
        Assert.Equal(3, Enumerable.Range(0, 9).Select(_ => geo.Choose(nodes, new PlaceRequest("k", Region: "africa"))?.Id).Distinct().Count());
    }

    [Fact]
    public void Distances_are_those_of_the_earth()
    {
        Assert.Equal(9713, new GeoPoint(48.8566, 2.3522).DistanceTo(new GeoPoint(35.6762, 139.6503)), 10.0);
        Assert.Equal(20_015, new GeoPoint(90, 0).DistanceTo(new GeoPoint(-90, 0)), 1.0);
        // Over the line where longitudes change their sign.
        Assert.Equal(222.4, new GeoPoint(0, 179).DistanceTo(new GeoPoint(0, -179)), 0.1);
        Assert.Equal(0, new GeoPoint(10, 20).DistanceTo(new GeoPoint(10, 20)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new GeoPoint(double.NaN, 0));
        Assert.Throws<ArgumentException>(() => Placements.Create("fair", "round-robin", TimeProvider.System));
    }
}
