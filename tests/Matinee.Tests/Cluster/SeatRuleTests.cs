using Matinee.Cluster.Leadership;
using Xunit;

namespace Matinee.Tests.Cluster;

public sealed class SeatRuleTests
{
    private static readonly LeadershipOptions Options = new() { Node = "here" };
    private static readonly LeaderSeat Other = new("other", 5);

    [Fact]
    public void A_vacant_seat_is_taken_at_once_where_no_consensus_says_who_should() =>
        Assert.True(SeatRule.MayTake(null, TimeSpan.Zero, null, resting: false, Options));

    [Fact]
    public void A_vacant_seat_is_left_to_the_node_whose_member_leads_for_a_moment()
    {
        Assert.True(SeatRule.MayTake(null, TimeSpan.Zero, new RaftState(5, LeadsHere: true, HasLeader: true), resting: false, Options));
        Assert.False(SeatRule.MayTake(null, TimeSpan.Zero, new RaftState(5, LeadsHere: false, HasLeader: true), resting: false, Options));
        Assert.True(SeatRule.MayTake(null, Options.Courtesy, new RaftState(5, LeadsHere: false, HasLeader: true), resting: false, Options));
    }

    [Theory]
    [InlineData(6, true, true)]
    [InlineData(5, true, false)] // elected before the other took it: it stepped aside for it
    [InlineData(6, false, false)]
    public void A_taken_seat_is_taken_over_only_by_a_later_election_here(ulong term, bool leads, bool expected) =>
        Assert.Equal(expected, SeatRule.MayTake(Other, TimeSpan.Zero, new RaftState(term, leads, HasLeader: true), resting: false, Options));

    [Fact]
    public void Without_a_consensus_a_taken_seat_is_waited_for() =>
        Assert.False(SeatRule.MayTake(Other, TimeSpan.Zero, null, resting: false, Options));

    [Fact]
    public void Who_has_just_stepped_down_takes_nothing() =>
        Assert.False(SeatRule.MayTake(null, TimeSpan.FromMinutes(1), new RaftState(9, LeadsHere: true, HasLeader: true), resting: true, Options));
}
