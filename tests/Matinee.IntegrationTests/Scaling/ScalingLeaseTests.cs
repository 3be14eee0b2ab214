using Dapper;
using Matinee.Adapters.Sqlite;
using Matinee.App.Nodes;
using Matinee.App.Nodes.Leading;
using Matinee.App.Scaling;
using Matinee.Cluster.Leadership;
using Matinee.Cluster.Membership;
using Matinee.Cluster.Registry;
using Matinee.Testing.Machine;
using Xunit;

namespace Matinee.IntegrationTests.Scaling;

/// <summary>The row by which one node at a time decides, with a node for each store.</summary>
public sealed class ScalingLeaseTests : IAsyncLifetime
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);

    private readonly string _folder = Directory.CreateTempSubdirectory("matinee-scaling-").FullName;
    private SqliteCatalogue _catalogue = null!; // opened before each test

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _catalogue = await SqliteCatalogue.OpenAsync(Path.Combine(_folder, "matinee.db"), Stop);

    public async ValueTask DisposeAsync()
    {
        await _catalogue.DisposeAsync();
        TestFolder.Remove(_folder);
    }

    [Fact]
    public async Task One_node_decides_until_its_lease_runs_out_and_the_other_goes_on_from_there()
    {
        var (first, second) = (Store("one"), Store("two"));
        var held = Assert.IsType<ScalingLease>(await first.HoldAsync(Long, Stop));
        var grew = Assert.IsType<ScalingLease>(await first.HoldAsync(Long, Stop)).At;
        Assert.Null(await second.HoldAsync(Long, Stop));
        Assert.True(await first.DecideAsync(held, Look(held), new ScalingVerdict(5, "busy", "a backlog", new ScalingMemory(grew, null, null)), Stop));

        await RunOutAsync(); // the first hangs
        var taken = Assert.IsType<ScalingLease>(await second.HoldAsync(Long, Stop));
        var late = await first.DecideAsync(held with { Wanted = 5 }, Look(held), new ScalingVerdict(9, "busy", "stale", default), Stop);

        Assert.False(late);
        Assert.Null(await first.HoldAsync(Long, Stop));
        Assert.Equal((5, grew.ToUnixTimeMilliseconds(), held.Epoch + 1), (taken.Wanted, taken.GrewAt, taken.Epoch));
        Assert.Equal("two", (await first.ReadAsync(Stop)).Node);
        Assert.Equal(5, (await second.ReadAsync(Stop)).Wanted);
    }

    [Fact]
    public async Task A_node_that_leaves_hands_over_at_once()
    {
        var (first, second) = (Store("one"), Store("two"));
        await first.HoldAsync(Long, Stop);

        await second.LetGoAsync(Stop); // not its own: without effect
        Assert.Null(await second.HoldAsync(Long, Stop));
        await first.LetGoAsync(Stop);

        Assert.NotNull(await second.HoldAsync(Long, Stop));
    }

    [Fact]
    public async Task What_a_hand_asks_for_meanwhile_is_not_overwritten()
    {
        var store = Store("one");
        var held = Assert.IsType<ScalingLease>(await store.HoldAsync(Long, Stop));

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => store.AskAsync(1, 100, "added", "by hand", Stop)));
        var late = await store.DecideAsync(held, Look(held), new ScalingVerdict(2, "below_min", "", default), Stop);

        Assert.False(late);
        Assert.Equal(8, (await store.ReadAsync(Stop)).Wanted);
        Assert.Equal(Enumerable.Range(1, 8).Reverse(), (await store.DecisionsAsync(20, Stop)).Select(d => d.To));
    }

    [Fact]
    public async Task What_is_asked_for_stays_within_bounds_and_so_do_the_decisions()
    {
        var store = Store("one");

        Assert.Equal(5, await store.AskAsync(50, 5, "added", "", Stop));
        Assert.Equal(5, await store.AskAsync(1, 3, "added", "", Stop));
        Assert.Equal(0, await store.AskAsync(-int.MaxValue, 0, "removed", "", Stop));
        for (var i = 0; i < 130; i++)
            await store.AskAsync(i % 2 == 0 ? 1 : -1, 5, "added", "", Stop);

        Assert.Equal(100, (await store.DecisionsAsync(1_000, Stop)).Count);
    }

    [Fact]
    public async Task A_leader_of_a_later_term_takes_it_at_once_and_the_one_before_does_not_get_it_back()
    {
        using var registry = new MemoryRegistry(TimeProvider.System);
        using var later = new MemoryRegistry(TimeProvider.System);
        await later.CommitAsync(RegistryTransaction.Put("a", "1"), Stop);
        var (first, second) = (await LeaderAsync("one", registry), await LeaderAsync("two", later));
        var held = Assert.IsType<ScalingLease>(await first.HoldAsync(Long, Stop));

        var taken = Assert.IsType<ScalingLease>(await second.HoldAsync(Long, Stop));
        var late = await first.DecideAsync(held, Look(held), new ScalingVerdict(9, "busy", "a backlog", default), Stop);
        await RunOutAsync(); // the second hangs

        Assert.Equal(held.Epoch + 1, taken.Epoch);
        Assert.False(late);
        Assert.Null(await first.HoldAsync(Long, Stop));
    }

    /// <summary>As though so much time had gone by: the clock of the database cannot be moved, its rows can.</summary>
    private Task<int> RunOutAsync() => _catalogue.WriteAsync((connection, transaction) => connection.ExecuteAsync(
        "UPDATE scaling_lease SET lease_until = lease_until - @ms", new { ms = 2 * (long)Long.TotalMilliseconds }, transaction), Stop);

    private ScalingStore Store(string node)
    {
        var registry = new MemoryRegistry(TimeProvider.System);
        return Store(node, registry, new LeaderElection(registry, raft: null, new LeadershipOptions { Node = node }, TimeProvider.System));
    }

    private async Task<ScalingStore> LeaderAsync(string node, MemoryRegistry registry)
    {
        var election = new LeaderElection(registry, raft: null, new LeadershipOptions { Node = node, Lease = Long }, TimeProvider.System);
        await election.RoundAsync(Stop);
        return Store(node, registry, election);
    }

    /// <summary>A node without the role of the API stands for no lead, and decides as though there were none.</summary>
    private ScalingStore Store(string node, MemoryRegistry registry, LeaderElection election) => new(
        _catalogue, new NodeIdentity(node, TimeProvider.System.GetUtcNow(), _folder),
        new LeaderDuty(election, new NodeDirectory(registry, TimeProvider.System), new NodePresence(registry, new NodeCard { Id = node, Address = "", Home = "" }, TimeProvider.System)));

    private static ScalingLook Look(ScalingLease lease) => new(lease.At, lease.Wanted, 1, 0, 1, 3);
}
