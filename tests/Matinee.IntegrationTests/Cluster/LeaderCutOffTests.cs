using System.Diagnostics;
using System.Net;
using Matinee.Testing.Faults;
using Xunit;

namespace Matinee.IntegrationTests.Cluster;

/// <summary>The leader's lines to the others are cut, one way or both, while its clients still reach it.</summary>
[Trait("lane", "soak")]
public sealed class LeaderCutOffTests
{
    private static readonly TimeSpan CutFor = TimeSpan.FromSeconds(10);

    /// <summary>The members' election timeout, twice: a leader asks itself once in each whether it still has a majority.</summary>
    private static readonly TimeSpan MayBelieveFor = TimeSpan.FromSeconds(1);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_acknowledges_nothing_once_an_election_is_due_and_shows_itself_not_ready()
    {
        await using var links = await ClusterLinks.CreateAsync(3);
        await using var nodes = new ClusterNodes(database: null, raft: true, links: links);
        await nodes.StartAllAsync(Stop);
        await using var crowd = await ClusterCrowd.StartAsync(nodes, writers: 4, players: 6);
        List<TimeSpan> followed = [];
        for (var i = 0; i < Soak.Count(20, 3); i++)
        {
            var leader = await nodes.LeaderAsync(nodes.Names, Stop);
            followed.Add(await CutAsync(nodes, links, leader, hears: i % 3 == 1, speaks: i % 3 == 2));
        }

        await crowd.JudgeAsync();
        Assert.True(!Soak.IsFull || followed.Max() < TimeSpan.FromSeconds(4), $"It was followed after {followed.Max()}.");
    }

    /// <returns>Until another led.</returns>
    private static async Task<TimeSpan> CutAsync(ClusterNodes nodes, ClusterLinks links, string leader, bool hears, bool speaks)
    {
        var index = nodes.Names.ToList().IndexOf(leader);
        Assert.True(await ChangesAsync(nodes, leader), "What is looked for after the cut is there before it.");
        nodes.Excuse(leader);
        await links.CutAsync(index, hears, speaks);
        var since = Stopwatch.StartNew();
        var asking = AskAsync(nodes, leader, since);
        var next = await nodes.LeaderAsync([.. nodes.Names.Where(name => name != leader)], Stop, not: leader);
        var followed = since.Elapsed;
        var (acknowledged, unready) = await asking;
        await links.HealAsync(index);
        since.Restart();
        await nodes.ReadyAsync([leader], Stop);
        await nodes.LeaderAsync(nodes.Names, Stop);

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"hears {hears}, speaks {speaks}: {next} leads after {followed.TotalSeconds:0.00} s, last acknowledged at {acknowledged.TotalSeconds:0.00} s, not ready after {unready?.TotalSeconds:0.00} s, back {since.Elapsed.TotalSeconds:0.00} s after the heal");
        Assert.True(acknowledged < MayBelieveFor, $"What was asked for {acknowledged} after the cut was acknowledged by {leader}.");
        Assert.NotNull(unready);
        return followed;
    }

    /// <returns>When the last change was asked for that it acknowledged, and when it said first that it is not ready; since the cut.</returns>
    private static async Task<(TimeSpan Acknowledged, TimeSpan? Unready)> AskAsync(ClusterNodes nodes, string leader, Stopwatch since)
    {
        var (acknowledged, unready) = (TimeSpan.Zero, (TimeSpan?)null);
        while (since.Elapsed < CutFor)
        {
            var asked = since.Elapsed;
            if (await ChangesAsync(nodes, leader))
                acknowledged = asked;
            using var ready = await nodes.TryAsync(HttpMethod.Get, leader, "/ready", Stop);
            if (ready?.StatusCode == HttpStatusCode.ServiceUnavailable)
                unready ??= since.Elapsed;
            await Task.Delay(50, Stop);
        }

        return (acknowledged, unready);
    }

    /// <returns>Whether it acknowledges a change.</returns>
    private static async Task<bool> ChangesAsync(ClusterNodes nodes, string leader)
    {
        var stream = await AnyAsync(nodes, leader);
        using var changed = await nodes.SendAsync(HttpMethod.Patch, leader, $"/hls/streams/{stream}", Stop, new { description = Guid.NewGuid() }, patience: TimeSpan.FromSeconds(1));
        return changed?.StatusCode == HttpStatusCode.OK;
    }

    /// <summary>A stream that it has heard of; its list is answered from memory.</summary>
    private static async Task<string> AnyAsync(ClusterNodes nodes, string name)
    {
        using var answer = await nodes.TryAsync(HttpMethod.Get, name, "/hls/streams?limit=1&q=played", Stop);
        using var page = System.Text.Json.JsonDocument.Parse(await answer!.Content.ReadAsStringAsync(Stop)); // it is reached all along
        return page.RootElement.GetProperty("streams")[0].GetProperty("id").GetString()!; // the crowd made it
    }
}
