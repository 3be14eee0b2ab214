using System.Diagnostics;
using System.Net;
using Matinee.Testing.Faults;
using Matinee.Testing.Servers;
using Xunit;

namespace Matinee.IntegrationTests.Cluster;

/// <summary>Three processes with members of their own, and one PostgreSQL: they agree, and outlive each other.</summary>
public sealed class RaftProcessTests
{
    private const int SigStop = 19;
    private const int SigContinue = 18;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Three_commands_make_a_cluster_that_outlives_any_node_and_all_of_them()
    {
        var database = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();
        await using var nodes = new ClusterNodes(database, raft: true);
        await nodes.StartAllAsync(Stop);

        await AllAgreeAsync(nodes);
        await AFollowerBringsWritesToTheLeaderAsync(nodes);
        (string Path, string Text) played;
        await using (var crowd = await ClusterCrowd.StartAsync(nodes, writers: 4, players: Soak.Count(20, 3)))
        {
            List<TimeSpan> kills = [], hangs = [], returns = [];
            for (var i = 0; i < Soak.Count(20, 1); i++)
                returns.Add(await AllAreKilledAsync(nodes));
            for (var i = 0; i < Soak.Count(50, 1); i++)
                kills.Add(await TheLeaderIsKilledAsync(nodes, crowd));
            for (var i = 0; i < Soak.Count(20, 1); i++)
                hangs.Add(await TheLeaderHangsAsync(nodes, crowd, withItsMember: i % 2 == 1));
            await crowd.JudgeAsync();
            played = crowd.Played;
            Assert.Empty(new[]
            {
                Judge("the next create was acknowledged, after the leader was killed,", kills, median: 1, worst: 2.5),
                Judge("another led, after the leader hung,", hangs, median: 4, worst: 4),
                Judge("all were ready, after all were killed,", returns, median: 5, worst: 5),
            }.OfType<string>());
        }

        await TheMajorityIsGoneAsync(nodes, played);
    }

    [Fact]
    public async Task A_wiped_node_begins_no_second_cluster_and_comes_back_once_it_was_removed()
    {
        await using var nodes = new ClusterNodes(database: null, raft: true);
        await nodes.StartAllAsync(Stop);
        var (wiped, asked) = (nodes.Names[0], nodes.Names[2]); // the one that began it, and knew of no peers

        // Its member's data alone, then all of it.
        nodes[wiped].Kill();
        await nodes.LeaderAsync([nodes.Names[1], asked], Stop, not: wiped);
        await nodes.UntilGoneAsync(wiped, Stop);
        Directory.Delete(Path.Combine(nodes.FolderOf(wiped), "raft", "data"), recursive: true);
        var emptied = await Assert.ThrowsAsync<InvalidOperationException>(() => nodes.StartAsync(wiped, Stop));
        await nodes.UntilGoneAsync(wiped, Stop);
        Directory.Delete(nodes.FolderOf(wiped), recursive: true);
        var alone = await Assert.ThrowsAsync<InvalidOperationException>(() => nodes.StartAsync(wiped, Stop, peers: false));
        using var removed = await nodes.UntilAnswersAsync(HttpMethod.Delete, asked, $"/api/cluster/members/{wiped}", HttpStatusCode.NoContent, Stop);
        using var again = await nodes.UntilAnswersAsync(HttpMethod.Delete, asked, "/api/cluster/members/nobody", HttpStatusCode.NotFound, Stop);

        await nodes.StartAsync(wiped, Stop, peers: true);
        await nodes.ReadyAsync([wiped], Stop);
        await nodes.AgreeAsync(3, Stop);
        await ALivingOneIsRemovedAsync(nodes, wiped, asked);
        var exit = await nodes[asked].StopAsync(Stop);

        Assert.Contains($"matinee cluster remove {wiped}", emptied.Message, StringComparison.Ordinal);
        Assert.Contains($"matinee cluster remove {wiped}", alone.Message, StringComparison.Ordinal);
        Assert.Contains("--peers localhost:", alone.Message, StringComparison.Ordinal);
        Assert.True(exit == 0, nodes[asked].Output);
    }

    private static async Task ALivingOneIsRemovedAsync(ClusterNodes nodes, string gone, string asked)
    {
        using var removed = await nodes.UntilAnswersAsync(HttpMethod.Delete, asked, $"/api/cluster/members/{gone}", HttpStatusCode.NoContent, Stop);
        await nodes[gone].EndAsync(Stop).WaitAsync(ClusterNodes.Patience, Stop);

        Assert.Contains("was removed from the cluster", nodes[gone].Output, StringComparison.Ordinal);
        await nodes.AgreeAsync(2, Stop);
    }

    private static async Task AllAgreeAsync(ClusterNodes nodes)
    {
        var leader = await nodes.LeaderAsync(nodes.Names, Stop);
        await nodes.UntilAsync("all see three healthy nodes", async () =>
        {
            var seen = await Task.WhenAll(nodes.Names.Select(name => nodes.StatusAsync(name, Stop)));
            return seen.All(status => status is { } it && (it.GetProperty("size").GetInt32(), it.GetProperty("healthyNodes").GetInt32(), it.GetProperty("hasQuorum").GetBoolean()) == (3, 3, true));
        }, Stop);

        await nodes.UntilAsync("the leader says so", () => Task.FromResult(nodes[leader].Output.Contains("node became HLS cluster leader", StringComparison.Ordinal)), Stop);
        foreach (var name in nodes.Names)
        {
            await nodes.UntilAsync($"media of {name} tells who leads", async () =>
            {
                leader = await nodes.LeaderAsync(nodes.Names, Stop);
                using var media = await nodes.TryAsync(HttpMethod.Get, name, "/hls/v0000000000000000/master.m3u8", Stop);
                return (name, leader, name == leader ? "true" : "false") == (Header(media, "X-HLS-Node"), Header(media, "X-HLS-Leader"), Header(media, "X-HLS-Is-Leader"));
            }, Stop);
            await nodes.UntilAsync($"{name} tells how the cluster is", () => Task.FromResult(nodes[name].Output.Contains("healthy: 3/3", StringComparison.Ordinal)), Stop);
        }
    }

    private static async Task AFollowerBringsWritesToTheLeaderAsync(ClusterNodes nodes)
    {
        var leader = await nodes.LeaderAsync(nodes.Names, Stop);
        var follower = nodes.Names.First(name => name != leader);
        using var redirected = await nodes.UntilAnswersAsync(HttpMethod.Post, follower, "/api/cluster/step-down?redirect=true", HttpStatusCode.TemporaryRedirect, Stop);
        using var forwarded = await nodes.UntilAnswersAsync(HttpMethod.Post, follower, "/api/cluster/step-down", HttpStatusCode.NoContent, Stop);
        var next = await nodes.LeaderAsync(nodes.Names, Stop, not: leader);

        Assert.Equal(new Uri(nodes[leader].Address, "/api/cluster/step-down").Port, redirected.Headers.Location?.Port);
        Assert.NotEqual(leader, next);
    }

    /// <returns>From the kill to the next create that was acknowledged.</returns>
    private static async Task<TimeSpan> TheLeaderIsKilledAsync(ClusterNodes nodes, ClusterCrowd crowd)
    {
        var leader = await nodes.LeaderAsync(nodes.Names, Stop);

        var since = Stopwatch.GetTimestamp();
        nodes.Kill(leader);
        var wait = await crowd.NextMadeAsync(since);

        await nodes.UntilGoneAsync(leader, Stop); // its member died with it
        await nodes.RestartAsync(leader, Stop);
        await nodes.ReadyAsync([leader], Stop);
        return wait;
    }

    /// <summary>What it is asked while it sleeps it must not do as the leader when it wakes.</summary>
    /// <returns>Until another led.</returns>
    private static async Task<TimeSpan> TheLeaderHangsAsync(ClusterNodes nodes, ClusterCrowd crowd, bool withItsMember)
    {
        var leader = await nodes.LeaderAsync(nodes.Names, Stop);
        var others = nodes.Names.Where(name => name != leader).ToList();
        var member = withItsMember ? ChildCensus.IdsOf(nodes.FolderOf(leader), except: nodes[leader].Id) : [];

        nodes.Excuse(leader);
        var since = Stopwatch.StartNew();
        nodes[leader].Signal(SigStop);
        await SignalAsync("-STOP", member);
        var next = await nodes.LeaderAsync(others, Stop, not: leader);
        var took = since.Elapsed;
        var late = crowd.ChangeAtAsync(leader);
        if (Soak.IsFull)
            await Task.Delay(TimeSpan.FromSeconds(5) - since.Elapsed is { Ticks: > 0 } rest ? rest : TimeSpan.Zero, Stop);
        else
            await Task.Delay(100, Stop); // it waits at the sleeper's door
        await SignalAsync("-CONT", member);
        nodes[leader].Signal(SigContinue);

        Assert.Equal("false", await late);
        await nodes.ReadyAsync([leader], Stop);
        Assert.Equal(next, await nodes.LeaderAsync(nodes.Names, Stop));
        return took;
    }

    /// <returns>Until all were ready again.</returns>
    private static async Task<TimeSpan> AllAreKilledAsync(ClusterNodes nodes)
    {
        foreach (var name in nodes.Names)
            nodes.Kill(name);
        var since = Stopwatch.StartNew();
        await Task.WhenAll(nodes.Names.Select(name => nodes.RestartAsync(name, Stop)));
        await nodes.ReadyAsync(nodes.Names, Stop);
        var took = since.Elapsed;
        await nodes.LeaderAsync(nodes.Names, Stop);
        return took;
    }

    /// <summary>Times are of the machine too; they are judged where it is there for nothing else.</summary>
    /// <returns>What is too long; null when nothing is.</returns>
    private static string? Judge(string what, List<TimeSpan> waits, double median, double worst)
    {
        var seconds = waits.Select(wait => wait.TotalSeconds).ToList();
        var ordered = seconds.Order().ToList();
        var told = $"{what} {ordered.Count} times: median {ordered[ordered.Count / 2]:0.00} s, worst {ordered[^1]:0.00} s ({string.Join(' ', seconds.Select(wait => $"{wait:0.00}"))})";
        TestContext.Current.TestOutputHelper?.WriteLine(told);
        return Soak.IsFull && (ordered[ordered.Count / 2] > median || ordered[^1] > worst) ? told : null;
    }

    private static async Task SignalAsync(string signal, IReadOnlyList<int> processes)
    {
        if (processes.Count == 0)
            return;
        using var kill = Process.Start("kill", [signal, .. processes.Select(id => $"{id}")]);
        await kill.WaitForExitAsync(Stop);
        Assert.Equal(0, kill.ExitCode);
    }

    private static async Task TheMajorityIsGoneAsync(ClusterNodes nodes, (string Path, string Text) played)
    {
        var left = nodes.Names[2];
        nodes[nodes.Names[0]].Kill();
        nodes[nodes.Names[1]].Kill();

        await nodes.UntilAsync("the one that is left is cut off", async () =>
        {
            using var ready = await nodes.TryAsync(HttpMethod.Get, left, "/ready", Stop);
            return ready?.StatusCode == HttpStatusCode.ServiceUnavailable;
        }, Stop);
        await nodes.UntilAsync("it knows of no leader", async () => (await nodes.StatusAsync(left, Stop))?.GetProperty("leader").GetString() is null, Stop);
        using var write = await nodes.UntilAnswersAsync(HttpMethod.Post, left, "/api/cluster/step-down", HttpStatusCode.ServiceUnavailable, Stop);
        using var media = await nodes.UntilAnswersAsync(HttpMethod.Get, left, played.Path, HttpStatusCode.OK, Stop);
        using var health = await nodes.UntilAnswersAsync(HttpMethod.Get, left, "/health", HttpStatusCode.OK, Stop);

        Assert.NotNull(write.Headers.RetryAfter?.Delta);
        Assert.Equal("false", Header(media, "X-HLS-Is-Leader"));
        Assert.Equal(played.Text, await media.Content.ReadAsStringAsync(Stop));
    }

    private static string? Header(HttpResponseMessage? answer, string name) => answer is not null && answer.Headers.TryGetValues(name, out var values) ? values.Single() : null;
}
