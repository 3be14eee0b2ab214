using Matinee.Adapters.Sqlite;
using Matinee.App.Nodes.Leading;
using Matinee.Cluster.Leadership;
using Matinee.Cluster.Registry;
using Xunit;

namespace Matinee.IntegrationTests.Cluster;

/// <summary>Terms against the row of <c>fences</c>.</summary>
public sealed class LeaderFenceTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("matinee-fences-").FullName;
    private readonly MemoryRegistry _registry = new(TimeProvider.System);
    private SqliteCatalogue _catalogue = null!; // opened before each test

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _catalogue = await SqliteCatalogue.OpenAsync(Path.Combine(_folder, "matinee.db"), Stop);

    public async ValueTask DisposeAsync()
    {
        await _catalogue.DisposeAsync();
        _registry.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_leader_of_an_older_term_is_refused_once_a_later_one_has_written()
    {
        var fence = new LeaderFence(_catalogue, _registry);
        using var older = Term(5);
        using var later = Term(9);

        await fence.ProveAsync(older, Stop);
        await fence.ProveAsync(later, Stop);
        await fence.ProveAsync(later, Stop);

        await Assert.ThrowsAsync<NotLeaderException>(() => fence.ProveAsync(older, Stop));
    }

    [Fact]
    public async Task A_term_that_is_over_is_refused_though_nobody_followed_it()
    {
        var term = Term(5);
        term.End();

        await Assert.ThrowsAsync<NotLeaderException>(() => new LeaderFence(_catalogue, _registry).ProveAsync(term, Stop));
        term.Dispose();
    }

    [Fact]
    public async Task The_tokens_of_a_younger_registry_begin_above_those_of_the_one_before()
    {
        var fence = new LeaderFence(_catalogue, _registry);
        using var before = Term(1_000_000);
        await fence.ProveAsync(before, Stop);

        await fence.RaiseAsync(Stop);
        await fence.RaiseAsync(Stop);
        using var election = new LeaderElection(_registry, raft: null, new LeadershipOptions { Node = "one", Lease = TimeSpan.FromMinutes(1) }, TimeProvider.System);
        await election.RoundAsync(Stop);

        Assert.Equal("1", (await _registry.GetAsync(ClusterGeneration.Key, Stop)).Found?.Value);
        Assert.True(election.Term?.Token > before.Token);
        await fence.ProveAsync(election.Term, Stop);
    }

    private static LeaderTerm Term(long revision) => new("leader", revision, generation: 0, TimeSpan.FromMinutes(1), TimeProvider.System);
}
