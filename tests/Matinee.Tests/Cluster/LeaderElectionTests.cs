using Matinee.Cluster.Leadership;
using Matinee.Cluster.Registry;
using Matinee.Testing.Time;
using Xunit;

namespace Matinee.Tests.Cluster;

public sealed class LeaderElectionTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly MemoryRegistry _registry;
    private readonly SimulatedNode _one;
    private readonly SimulatedNode _two;

    public LeaderElectionTests()
    {
        _registry = new MemoryRegistry(_time);
        _one = new SimulatedNode("one", _registry, hasRaft: false, _time, new Random(1));
        _two = new SimulatedNode("two", _registry, hasRaft: false, _time, new Random(1));
    }

    public void Dispose()
    {
        _one.Dispose();
        _two.Dispose();
        _registry.Dispose();
    }

    [Fact]
    public async Task The_first_leads_and_the_second_knows_it()
    {
        await RoundAsync(_one, _two);

        Assert.NotNull(_one.Election.Term);
        Assert.Null(_two.Election.Term);
        Assert.Equal(new LeaderView("one", 0, _one.Election.Term.Revision, IsHere: false), _two.Election.View);
    }

    [Fact]
    public async Task Who_falls_silent_ends_its_term_by_itself_before_another_can_lead()
    {
        await RoundAsync(_one, _two);
        var term = _one.Election.Term;

        for (var passed = TimeSpan.Zero; passed < TimeSpan.FromSeconds(4); passed += TimeSpan.FromMilliseconds(100))
        {
            _time.Advance(TimeSpan.FromMilliseconds(100));
            await RoundAsync(_two);
            Assert.False(_two.Election.Term is not null && term is { HasEnded: false });
        }

        Assert.True(term?.HasEnded);
        Assert.NotNull(_two.Election.Term);
    }

    [Fact]
    public async Task Who_keeps_looking_leads_on_under_one_token()
    {
        await RoundAsync(_one);
        var term = _one.Election.Term;

        for (var i = 0; i < 100; i++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(500));
            await RoundAsync(_one, _two);
        }

        Assert.Same(term, _one.Election.Term);
        Assert.False(term?.HasEnded);
    }

    [Fact]
    public async Task A_registry_that_does_not_answer_ends_the_term_in_time_and_the_leader_is_not_known_any_more()
    {
        await RoundAsync(_one, _two);
        (_one.Faults, _two.Faults) = (100, 100);

        for (var i = 0; i < 30; i++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(150));
            await RoundAsync(_one, _two);
        }

        Assert.Null(_one.Election.Term);
        Assert.Equal([LeaderView.Nobody, LeaderView.Nobody], [_one.Election.View, _two.Election.View]);
    }

    [Fact]
    public async Task A_claim_whose_answer_was_lost_is_recognised_and_not_made_twice()
    {
        await RoundAsync(_one);
        var before = (await _registry.GetAsync("leader", CancellationToken.None)).Found;
        _one.Faults = 0;

        await RoundAsync(_one, _one);

        Assert.Equal(before, (await _registry.GetAsync("leader", CancellationToken.None)).Found);
    }

    [Fact]
    public async Task Changes_are_told_and_a_term_says_whom_to_ask_when_it_is_over()
    {
        var told = _two.Election.ChangedAsync(LeaderView.Nobody, CancellationToken.None);
        await RoundAsync(_one);
        var term = _one.Election.Term!; // it leads
        Assert.False(told.IsCompleted);
        await RoundAsync(_two);
        Assert.Equal("one", (await told).Node);

        _one.Election.StepDown();
        await RoundAsync(_one, _two);

        Assert.Equal("two", _two.Election.View.Node);
        Assert.True(term.Ended.IsCancellationRequested);
        using var stale = new LeaderTerm(term.Key, term.Revision, generation: 0, TimeSpan.FromSeconds(1), _time);
        var refused = await Assert.ThrowsAsync<NotLeaderException>(() => _registry.CommitAsync(stale, RegistryTransaction.Put("a", "1"), CancellationToken.None));
        Assert.Equal("two", refused.Leader);
    }

    [Fact]
    public async Task Who_stepped_down_has_rested_enough_when_another_has_led_since()
    {
        using var one = new SimulatedNode("three", _registry, hasRaft: true, _time, new Random(1)) { Raft = new RaftState(1, LeadsHere: true, HasLeader: true) };
        await RoundAsync(one);
        one.Election.StepDown();
        await RoundAsync(one);
        await RoundAsync(_two);
        await RoundAsync(one);
        Assert.Equal("two", one.Election.View.Node);
        one.Raft = new RaftState(1, LeadsHere: false, HasLeader: true); // the lead of the consensus follows
        await RoundAsync(one);

        // The machine of the other dies; its lease has not ended.
        one.Raft = new RaftState(2, LeadsHere: true, HasLeader: true);
        await RoundAsync(one);

        Assert.NotNull(one.Election.Term);
    }

    [Fact]
    public void A_term_lasts_from_when_its_lease_was_asked_for_however_late_that_is_noted()
    {
        var asked = _time.GetTimestamp();
        _time.Advance(TimeSpan.FromSeconds(2));
        using var term = new LeaderTerm("leader", revision: 1, generation: 0, asked, TimeSpan.FromSeconds(3), _time);
        var again = _time.GetTimestamp();
        _time.Advance(TimeSpan.FromMilliseconds(900));
        term.Extend(again, TimeSpan.FromSeconds(3));
        _time.Advance(TimeSpan.FromMilliseconds(2_000));
        Assert.False(term.HasEnded);

        _time.Advance(TimeSpan.FromMilliseconds(100));

        Assert.True(term.HasEnded);
        Assert.True(term.Ended.IsCancellationRequested);
        using var late = new LeaderTerm("leader", revision: 2, generation: 0, asked, TimeSpan.FromSeconds(3), _time);
        Assert.True(late.Ended.IsCancellationRequested);
    }

    [Fact]
    public async Task A_refusal_by_the_callers_own_condition_is_no_loss_of_the_lead()
    {
        await RoundAsync(_one);

        var outcome = await _registry.CommitAsync(_one.Election.Term!, new RegistryTransaction // it leads
        {
            If = [RegistryCondition.Present("nothing")],
            Then = [RegistryWrite.Put("a", "1")],
        }, CancellationToken.None);

        Assert.False(outcome.Committed);
        Assert.Null(Assert.Single(outcome.Found));
    }

    [Fact]
    public async Task Who_starts_again_need_not_wait_for_the_lease_of_the_process_it_was_before_and_takes_nobody_elses_seat()
    {
        await RoundAsync(_one);
        using var again = new SimulatedNode("one", _registry, hasRaft: false, _time, new Random(1));

        await _two.Election.ClearFormerAsync(CancellationToken.None);
        var kept = (await _registry.GetAsync("leader", CancellationToken.None)).Found;
        await again.Election.ClearFormerAsync(CancellationToken.None);
        await RoundAsync(again);

        Assert.NotNull(kept);
        Assert.NotNull(again.Election.Term);
    }

    [Fact]
    public async Task Who_does_not_stand_sees_who_leads_and_never_does()
    {
        using var watching = new LeaderElection(_registry, raft: null, new LeadershipOptions { Node = "three", Stands = false }, _time);

        await watching.RoundAsync(CancellationToken.None);
        Assert.Equal(LeaderView.Nobody, watching.View);
        await RoundAsync(_one);
        await watching.RoundAsync(CancellationToken.None);

        Assert.Equal(("one", false), (watching.View.Node, watching.View.IsHere));
        Assert.Null(watching.Term);
    }

    private static async Task RoundAsync(params SimulatedNode[] nodes)
    {
        foreach (var node in nodes)
            await node.Election.RoundAsync(CancellationToken.None);
    }
}
