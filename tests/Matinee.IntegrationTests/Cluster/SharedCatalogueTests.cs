using System.Diagnostics;
using System.Net;
using Matinee.Testing.Faults;
using Xunit;

namespace Matinee.IntegrationTests.Cluster;

/// <summary>Processes that share a file as their catalogue and run no consensus: it is enough to have one leader.</summary>
public sealed class SharedCatalogueTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_nodes_of_one_catalogue_have_one_leader_and_the_next_when_it_is_killed()
    {
        await using var nodes = new ClusterNodes(database: null, raft: false, count: 2);
        await nodes.StartAllAsync(Stop);
        for (var i = 0; i < Soak.Count(20, 1); i++)
        {
            var leader = await nodes.LeaderAsync(nodes.Names, Stop);
            var other = nodes.Names.Single(name => name != leader);
            using var redirected = await nodes.UntilAnswersAsync(HttpMethod.Post, other, "/api/cluster/step-down?redirect=true", HttpStatusCode.TemporaryRedirect, Stop);
            var since = Stopwatch.StartNew();
            nodes[leader].Kill();
            var next = await nodes.LeaderAsync([other], Stop, not: leader);
            var took = since.Elapsed;
            await nodes[leader].RestartAsync(Stop);
            using var forwarded = await nodes.UntilAnswersAsync(HttpMethod.Post, leader, "/api/cluster/step-down", HttpStatusCode.NoContent, Stop);

            Assert.Equal(new Uri(nodes[leader].Address, "/api/cluster/step-down").Port, redirected.Headers.Location?.Port);
            Assert.Equal(other, next);
            Assert.True(!Soak.IsFull || took < TimeSpan.FromSeconds(5), $"It took {took}.");
        }

        await ALoneNodeLeadsAgainAsSoonAsItAnswersAsync(nodes);
    }

    /// <summary>It need not wait for the lease of the process that it was before.</summary>
    private static async Task ALoneNodeLeadsAgainAsSoonAsItAnswersAsync(ClusterNodes nodes)
    {
        var leader = await nodes.LeaderAsync(nodes.Names, Stop);
        nodes[nodes.Names.Single(name => name != leader)].Kill();

        await nodes[leader].RestartAsync(Stop);
        var status = await nodes.StatusAsync(leader, Stop);

        // In the short run it may be asked before it has had its turn to look.
        Assert.True(!Soak.IsFull || status?.GetProperty("isLeader").GetBoolean() == true, nodes[leader].Output);
        await nodes.UntilAsync("it leads, and is enough", async () =>
            await nodes.StatusAsync(leader, Stop) is { } now && now.GetProperty("isLeader").GetBoolean() && now.GetProperty("hasQuorum").GetBoolean(), Stop);
    }
}
