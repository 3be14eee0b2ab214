using Xunit;

namespace Matinee.Tests.Nodes;

public sealed class LeaderDutyTests
{
    [Fact]
    public async Task It_is_the_leaders_with_its_token()
    {
        using var stage = new LeaderStage("api", "coordinator");
        Assert.False(stage.Duty.IsMine);

        await stage.LeadAsync();

        Assert.True(stage.Duty.IsMine);
        Assert.Equal(stage.Election.Term?.Token, stage.Duty.Token);
    }

    [Fact]
    public async Task It_is_not_a_followers_unless_the_leader_has_not_the_role_for_it()
    {
        using var able = new LeaderStage("api", "coordinator");
        using var unable = new LeaderStage("api", "coordinator");
        await able.FollowAsync("node2", "http://127.0.0.1:1", "api", "coordinator");
        await unable.FollowAsync("node2", "http://127.0.0.1:1", "web", "api");

        Assert.False(able.Duty.IsMine);
        Assert.True(unable.Duty.IsMine);
        Assert.Equal(0, unable.Duty.Token);
    }

    [Fact]
    public void Who_stands_for_no_lead_does_it_while_nobody_leads()
    {
        using var stage = new LeaderStage("coordinator");

        Assert.True(stage.Duty.IsMine);
    }
}
