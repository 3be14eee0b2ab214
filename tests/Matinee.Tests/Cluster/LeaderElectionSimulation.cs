using System.Globalization;
using Matinee.Cluster.Leadership;
using Matinee.Cluster.Registry;
using Matinee.Testing.Time;
using Xunit;

namespace Matinee.Tests.Cluster;

/// <summary>
/// Five nodes on one thread and one clock: calls fail, answers are lost, processes sleep, members elect one another, each by a
/// seeded die. A seed that fails is to be named in the test.
/// </summary>
public sealed class LeaderElectionSimulation
{
    private const int Nodes = 5;
    private const int Steps = 600;

    public static TheoryData<int, bool> Seeds
    {
        get
        {
            var data = new TheoryData<int, bool>();
            for (var seed = 1; seed <= 40; seed++)
            {
                data.Add(seed, true);
                data.Add(seed, false);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Whatever_fails_only_one_writes_as_leader_and_one_leads_when_it_is_over(int seed, bool hasRaft)
    {
        var die = new Random(seed);
        var time = new ManualTime();
        using var registry = new MemoryRegistry(time);
        SimulatedNode[] nodes = [.. Enumerable.Range(0, Nodes).Select(i => new SimulatedNode($"n{i}", registry, hasRaft, time, die) { Faults = 25 })];
        var raft = new SimulatedRaft(nodes, die);
        var (highest, written) = (0L, 0);

        for (var step = 0; step < Steps; step++)
        {
            time.Advance(TimeSpan.FromMilliseconds(die.Next(1, 120)));
            if (hasRaft && die.Next(60) == 0)
                raft.Elect();
            var node = nodes[die.Next(Nodes)];
            if (die.Next(50) == 0)
                node.AsleepUntil = time.GetUtcNow() + TimeSpan.FromMilliseconds(die.Next(100, 9_000));
            if (die.Next(80) == 0)
                node.Election.StepDown();
            // Who sleeps wakes in the middle of what it did as leader.
            var term = node.Election.Term;
            if (node.AsleepUntil > time.GetUtcNow())
                continue;
            await node.Election.RoundAsync(CancellationToken.None);
            if (term is not null && await WritesAsync(registry, term, step))
            {
                Assert.True(term.Revision >= highest, $"step {step}: the term {term.Revision} wrote after {highest}");
                highest = term.Revision;
                written++;
            }

            if (!hasRaft)
                Assert.InRange(nodes.Count(other => other.Election.Term is not null), 0, 1);
        }

        Assert.True(written > 10, $"Only {written} writes: nobody led.");
        await CalmAsync(nodes, time, raft);
        var leader = Assert.Single(nodes, node => node.Election.Term is not null);
        Assert.All(nodes, node => Assert.Equal(leader.Name, node.Election.View.Node));
        // Not always the node whose member leads: that one may have stepped down in this very term.
        if (hasRaft)
            Assert.True(leader.Raft is { LeadsHere: true } || leader.Election.View.RaftTerm == raft.Term);
        Array.ForEach(nodes, node => node.Dispose());
    }

    /// <summary>Nothing fails any more.</summary>
    private static async Task CalmAsync(SimulatedNode[] nodes, ManualTime time, SimulatedRaft raft)
    {
        foreach (var node in nodes)
            (node.Faults, node.AsleepUntil) = (0, default);
        raft.Elect();
        for (var round = 0; round < 120; round++)
        {
            time.Advance(TimeSpan.FromMilliseconds(150));
            foreach (var node in nodes)
                await node.Election.RoundAsync(CancellationToken.None);
        }
    }

    private static async Task<bool> WritesAsync(MemoryRegistry registry, LeaderTerm term, int step)
    {
        try
        {
            return (await registry.CommitAsync(term, RegistryTransaction.Put("written", step.ToString(CultureInfo.InvariantCulture)), CancellationToken.None)).Committed;
        }
        catch (NotLeaderException)
        {
            return false;
        }
    }
}
