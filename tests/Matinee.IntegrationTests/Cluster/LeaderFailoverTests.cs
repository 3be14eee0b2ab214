using System.Diagnostics;
using Matinee.Cluster.Leadership;
using Matinee.Cluster.Registry;
using Matinee.Testing.Faults;
using Xunit;

namespace Matinee.IntegrationTests.Cluster;

/// <summary>The lead among three real members, when they die.</summary>
public sealed class LeaderFailoverTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task When_the_leaders_machine_dies_another_leads_before_its_lease_ends_and_the_old_term_writes_nothing()
    {
        await using var stage = await EtcdStage.StartAsync(3, Stop);
        var (old, term) = await WriteAsync(stage, "streams/a");

        var since = Stopwatch.StartNew();
        await stage.EndAsync(old);
        var (next, later) = await WriteAsync(stage, "streams/b");
        var took = since.Elapsed;

        Assert.NotEqual(old.Name, next.Name);
        Assert.True(later.Revision > term.Revision);
        Assert.True(!Soak.IsFull || took < TimeSpan.FromSeconds(2.8), $"It took {took}, as long as a lease.");
        TestContext.Current.TestOutputHelper?.WriteLine($"led again after {took.TotalSeconds:0.00} s");
        await Assert.ThrowsAsync<NotLeaderException>(() => next.Unhurried.CommitAsync(
            new LeaderTerm(term.Key, term.Revision, generation: 0, Patience, TimeProvider.System), RegistryTransaction.Put("streams/a", "late"), Stop));
        Assert.Equal("1", (await next.Unhurried.GetAsync("streams/a", Stop)).Found?.Value);
    }

    [Fact]
    public async Task Who_steps_down_is_followed_by_another_and_all_nodes_know_whom()
    {
        await using var stage = await EtcdStage.StartAsync(2, Stop);
        var old = await LeaderAsync(stage);
        var ended = old.Election.Term!.Ended; // it leads

        old.Election.StepDown();
        var other = stage.Nodes.Single(node => node != old);
        var views = await Task.WhenAll(stage.Nodes.Select(node => ViewAsync(node, view => view.Node == other.Name)));

        Assert.True(ended.IsCancellationRequested);
        Assert.Null(old.Election.Term);
        Assert.NotNull(other.Election.Term);
        Assert.Single(views.Select(view => view.Revision).Distinct());
    }

    /// <summary>By whoever leads: one that lost its term before it wrote is followed by the next.</summary>
    private static async Task<(StageNode Leader, LeaderTerm Term)> WriteAsync(EtcdStage stage, string key)
    {
        var since = Stopwatch.StartNew();
        while (true)
        {
            var leader = await LeaderAsync(stage);
            try
            {
                if (leader.Election.Term is { } term && (await leader.Unhurried.CommitAsync(term, RegistryTransaction.Put(key, "1"), Stop)).Committed)
                    return (leader, term);
            }
            catch (Exception e) when (e is NotLeaderException or OutcomeUnknownException && since.Elapsed < Patience)
            {
                // The same again does no harm.
            }
        }
    }

    internal static async Task<StageNode> LeaderAsync(EtcdStage stage)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        patience.CancelAfter(Patience);
        while (!patience.IsCancellationRequested)
        {
            if (stage.Nodes.FirstOrDefault(node => node.Election.Term is not null) is { } leader)
                return leader;
            await Task.Delay(5, patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        var nodes = await Task.WhenAll(stage.Nodes.Select(async node => $"{node.Name}: {await node.Member.Status.ReadAsync(Stop)}, {node.Election.View}, log:\n{await node.LogAsync()}"));
        throw new TimeoutException($"Nobody leads:\n{string.Join('\n', nodes)}");
    }

    private static async Task<LeaderView> ViewAsync(StageNode node, Func<LeaderView, bool> wanted)
    {
        var view = node.Election.View;
        while (!wanted(view))
            view = await node.Election.ChangedAsync(view, Stop).WaitAsync(Patience, Stop);
        return view;
    }
}
