using System.Diagnostics;
using Matinee.Testing.Faults;
using Matinee.Testing.Servers;
using Xunit;

namespace Matinee.IntegrationTests.Cluster;

/// <summary>Nodes come and go while streams are made and watched, and one dies in the middle of each change.</summary>
[Trait("lane", "soak")]
public sealed class ClusterGrowthTests
{
    private const int Few = 3;
    private const int Many = 5;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Three_nodes_become_five_and_three_again_and_lose_nothing()
    {
        var database = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();
        await using var nodes = new ClusterNodes(database, raft: true, count: Many);
        await nodes.StartFirstAsync(Few, Stop);
        await using var crowd = await ClusterCrowd.StartAsync(nodes, writers: 4, players: 6);
        for (var round = 0; round < Soak.Count(10, 1); round++)
        {
            var since = Stopwatch.StartNew();
            var killed = await GrowAsync(nodes, round);
            var grown = since.Elapsed;
            var gone = await ShrinkAsync(nodes, round);
            TestContext.Current.TestOutputHelper?.WriteLine(
                $"five after {grown.TotalSeconds:0.0} s, with {killed} killed; three after {(since.Elapsed - grown).TotalSeconds:0.0} s more, without {string.Join(" and ", gone)}");
        }

        await crowd.JudgeAsync();
    }

    /// <summary>Two come at once; when the first of them is let in, the leader, another or that one itself is killed.</summary>
    private static async Task<string> GrowAsync(ClusterNodes nodes, int round)
    {
        var (old, coming) = (nodes.Running, nodes.Names.Except(nodes.Running).ToList());
        var leader = await nodes.LeaderAsync(old, Stop);
        var joining = coming.ToDictionary(name => name, name => nodes.StartAsync(name, Stop, peers: true));
        await nodes.UntilAsync("one more is let in", async () =>
            await nodes.StatusAsync(old[0], Stop) is { } status && status.GetProperty("size").GetInt32() > old.Count, Stop);

        var victim = (round % 3) switch { 0 => leader, 1 => old.First(name => name != leader), _ => coming[0] };
        if (joining.TryGetValue(victim, out var start))
        {
            await KillAsync(ChildCensus.IdsOf(nodes.FolderOf(victim), except: 0));
            await Task.WhenAny(start);
            await nodes.StartAsync(victim, Stop, peers: true);
            joining.Remove(victim);
            _ = start.Exception; // it was killed
        }
        else
        {
            nodes.Kill(victim);
        }

        await Task.WhenAll(joining.Values);
        if (old.Contains(victim))
            await nodes.RestartAsync(victim, Stop);
        await nodes.ReadyAsync(nodes.Names, Stop);
        await nodes.AgreeAsync(Many, Stop);
        return victim == leader ? "the leader" : old.Contains(victim) ? "a follower" : "one that joined";
    }

    /// <summary>Two go for good, by turns every one of them; in between the leader is killed, or one that stays.</summary>
    private static async Task<IReadOnlyList<string>> ShrinkAsync(ClusterNodes nodes, int round)
    {
        string[] leaving = [nodes.Names[round % Many], nodes.Names[(round + 2) % Many]];
        await nodes.RemoveAsync(leaving[0], Stop);
        var leader = await nodes.LeaderAsync([.. nodes.Names.Except(leaving)], Stop, not: leaving[0]);
        var victim = leaving.Contains(leader) ? nodes.Names.Except(leaving).First() : leader;
        nodes.Kill(victim);
        await nodes.RemoveAsync(leaving[1], Stop);
        foreach (var name in leaving)
        {
            await nodes.UntilAsync($"{name} ends", () => Task.FromResult(nodes[name].HasExited), Stop);
            Assert.Contains("was removed from the cluster", nodes[name].Output, StringComparison.Ordinal);
            Directory.Delete(nodes.FolderOf(name), recursive: true);
        }

        await nodes.RestartAsync(victim, Stop);
        await nodes.ReadyAsync([victim], Stop);
        await nodes.AgreeAsync(Few, Stop);
        return leaving;
    }

    private static async Task KillAsync(IReadOnlyList<int> processes)
    {
        using var kill = Process.Start("kill", ["-KILL", .. processes.Select(id => $"{id}")]);
        await kill.WaitForExitAsync(Stop);
    }
}
