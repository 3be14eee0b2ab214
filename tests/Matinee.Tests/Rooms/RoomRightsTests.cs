using Matinee.App.Rooms;
using Matinee.App.Rooms.State;
using Xunit;

namespace Matinee.Tests.Rooms;

public sealed class RoomRightsTests
{
    [Fact]
    public void What_was_taken_is_gone_whatever_was_given()
    {
        var rights = RoomRights.Of(RoomRole.Admin, RoomMode.Everyone, new([RoomRight.Playback], [RoomRight.Playback], false));

        Assert.DoesNotContain(RoomRight.Playback, rights);
    }

    [Fact]
    public void Nobody_but_the_owner_owns()
    {
        foreach (var role in new[] { RoomRole.Guest, RoomRole.Member, RoomRole.Admin })
            Assert.DoesNotContain(RoomRight.Own, RoomRights.Of(role, RoomMode.Everyone, new([.. Enum.GetValues<RoomRight>()], [], false)));
    }

    [Fact]
    public void The_owner_cannot_lose_the_room()
    {
        Assert.Contains(RoomRight.Own, RoomRights.Of(RoomRole.Owner, RoomMode.Host, new([], [.. Enum.GetValues<RoomRight>()], true)));
    }

    [Fact]
    public void Who_is_muted_may_neither_write_nor_react()
    {
        var rights = RoomRights.Of(RoomRole.Member, RoomMode.Everyone, new([RoomRight.Chat], [], true));

        Assert.DoesNotContain(RoomRight.Chat, rights);
        Assert.DoesNotContain(RoomRight.React, rights);
        Assert.Contains(RoomRight.Playback, rights);
    }

    [Theory]
    [InlineData(RoomMode.Host, RoomRole.Member, false)]
    [InlineData(RoomMode.Vote, RoomRole.Member, false)]
    [InlineData(RoomMode.Everyone, RoomRole.Guest, true)]
    [InlineData(RoomMode.Host, RoomRole.Admin, true)]
    [InlineData(RoomMode.Vote, RoomRole.Owner, true)]
    public void The_mode_says_who_plays(RoomMode mode, RoomRole role, bool plays)
    {
        Assert.Equal(plays, RoomRights.Of(role, mode, MemberRights.Usual).Contains(RoomRight.Playback));
    }
}
