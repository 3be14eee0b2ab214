using Matinee.Load.Peers;
using Matinee.Load.Tables;
using Xunit;

namespace Matinee.IntegrationTests.Load;

/// <summary>The tables of the channel server in small: that everything arrives, once. How fast is for <c>bench/run</c> to say.</summary>
public sealed class LoadTableTests
{
    private static readonly TableArguments Small = new()
    {
        Rounds = 1, Seconds = 0.25, Warm = TimeSpan.Zero, Peers = [.. Peer.All.Where(peer => peer.Program is PeerProgram.Matinee or PeerProgram.SignalR)],
    };

    private static readonly TableArguments Ours = Small with { Peers = [.. Peer.All.Where(peer => peer.IsOurs)] };

    [Fact]
    public async Task Every_member_of_a_fan_out_gets_everything_once()
    {
        var rounds = await FanoutTable.MeasureAsync(Small, members: 50);

        Assert.Equal(4, rounds.Count);
        Assert.All(rounds, round => Assert.Equal((true, 0, 0), (round.Deliveries > 0, round.Lost, round.Twice)));
        Assert.All(rounds, round => Assert.Equal(0, round.Deliveries % 50));
    }

    [Fact]
    public async Task Every_idle_connection_is_there()
    {
        var rounds = await IdleMemoryTable.MeasureAsync(Ours, connections: 300);

        Assert.Equal([300, 300], rounds.Select(round => round.Delivered));
    }

    [Fact]
    public async Task Nobody_misses_anything_beside_a_member_that_never_reads()
    {
        var rounds = await StalledTable.MeasureAsync(Ours with { Sizes = [10], Seconds = 1 });

        Assert.All(rounds, round => Assert.Equal(("", 0, 0), (round.Outcome, round.Lost, round.Twice)));
    }

    [Fact]
    public async Task Everybody_who_comes_back_gets_what_it_missed()
    {
        var rounds = await ResumeTable.MeasureAsync(Ours, members: 300);

        Assert.Equal(["drop", "restart, Redis", "drop", "restart, Redis"], rounds.Select(round => round.Cause));
        Assert.All(rounds, round => Assert.Equal((300, 0, 0), (round.Recovered, round.Missed, round.Twice)));
    }

    [Fact]
    public async Task Members_on_two_nodes_get_the_same_over_either_store()
    {
        var rounds = await TwoNodesTable.MeasureAsync(Ours with { Sizes = [4, 10] }, paced: 500);

        Assert.Equal(["Redis", "NATS", "Redis", "NATS"], rounds.Select(round => round.Store));
        Assert.All(rounds, round => Assert.Equal((true, 0, 0), (round.Delivered > 0, round.Lost, round.Twice)));
    }

    [Fact]
    public async Task Rooms_of_twenty_get_everything_once()
    {
        var rounds = await RoomsTable.MeasureAsync(Small with { Sizes = [5] }, deliveriesPerSecond: 2000);

        Assert.All(rounds, round => Assert.Equal((0, 0, 0), (round.Delivered % RoomsTable.MembersEach, round.Lost, round.Twice)));
        // No faster than was asked for, and as fast as the machine has time for.
        Assert.All(rounds, round => Assert.InRange(round.PerSecond, 0, 4000));
        Assert.True(rounds.Sum(round => round.Delivered) > 0);
    }
}
