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
            using var redirected = await nodes.TryAsync(HttpMethod.Post, other, "/api/cluster/step-down?redirect=true", Stop);
            var since = Stopwatch.StartNew();
            nodes[leader].Kill();
            var next = await nodes.LeaderAsync([other], Stop, not: leader);
            var took = since.Elapsed;
            await nodes[leader].RestartAsync(Stop);
            using var forwarded = await nodes.TryAsync(HttpMethod.Post, leader, "/api/cluster/step-down", Stop);

            Assert.Equal(HttpStatusCode.TemporaryRedirect, redirected?.StatusCode);
            Assert.Equal(other, next);
            Assert.True(!Soak.IsFull || took < TimeSpan.FromSeconds(5), $"It took {took}.");
            Assert.Equal(HttpStatusCode.NoContent, forwarded?.StatusCode);
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

        Assert.True(status?.GetProperty("isLeader").GetBoolean(), nodes[leader].Output);
        Assert.True(status?.GetProperty("hasQuorum").GetBoolean());
    }
}
