using Matinee.App.Rooms;
using Matinee.App.Rooms.State;
using Xunit;

namespace Matinee.Tests.Rooms;

public sealed class VoteAndReadyTests
{
    [Fact]
    public void A_majority_of_those_present_decides()
    {
        var stage = new RoomStage(RoomMode.Vote);
        stage.Do(RoomStage.Bert, (state, context) => VoteCommands.Start(state, context, VoteAction.Skip, null));
        Assert.Equal(stage.Films[0].Element, stage.Playback.Item?.Element);

        stage.Do(RoomStage.Cleo, (state, context) => VoteCommands.Cast(state, context, state.Vote!.Id, true)); // begun above

        Assert.Equal(stage.Films[1].Element, stage.Playback.Item?.Element);
        Assert.Null(stage.State.Vote);
    }

    [Fact]
    public void Who_votes_twice_counts_once()
    {
        var stage = new RoomStage(RoomMode.Vote);
        stage.Do(RoomStage.Bert, (state, context) => VoteCommands.Start(state, context, VoteAction.Skip, null));

        stage.Do(RoomStage.Bert, (state, context) => VoteCommands.Cast(state, context, state.Vote!.Id, true)); // begun above

        Assert.Equal([RoomStage.Bert], stage.State.Vote!.Yes); // one of two needed
    }

    [Fact]
    public void A_vote_that_cannot_be_won_any_more_is_over()
    {
        var stage = new RoomStage(RoomMode.Vote);
        stage.Do(RoomStage.Bert, (state, context) => VoteCommands.Start(state, context, VoteAction.Skip, null));

        stage.Do(RoomStage.Cleo, (state, context) => VoteCommands.Cast(state, context, state.Vote!.Id, false)); // begun above
        stage.Do(RoomStage.Anna, (state, context) => VoteCommands.Cast(state, context, state.Vote!.Id, false)); // one no is not the end

        Assert.Null(stage.State.Vote);
        Assert.Equal(stage.Films[0].Element, stage.Playback.Item?.Element);
    }

    [Fact]
    public void A_vote_ends_at_its_deadline()
    {
        var stage = new RoomStage(RoomMode.Vote);
        stage.Pause();
        stage.Do(RoomStage.Bert, (state, context) => VoteCommands.Start(state, context, VoteAction.Play, null));
        stage.Now += VoteCommands.Patience;

        stage.Fire();

        Assert.Null(stage.State.Vote);
        Assert.False(stage.Playback.Playing);
    }

    [Fact]
    public void When_all_are_ready_it_counts_down()
    {
        var stage = new RoomStage();
        stage.Do(RoomStage.Anna, ReadyCommands.Start);
        stage.Do(RoomStage.Bert, (state, context) => ReadyCommands.Set(state, context, true));
        Assert.NotNull(stage.State.Ready);

        stage.Do(RoomStage.Cleo, (state, context) => ReadyCommands.Set(state, context, true));

        Assert.Null(stage.State.Ready);
        Assert.Equal(stage.Now + 3000, stage.State.Countdown?.At);
        Assert.True(stage.Playback.Playing);
    }

    [Fact]
    public void Who_has_left_is_not_waited_for()
    {
        var stage = new RoomStage();
        stage.Do(RoomStage.Anna, ReadyCommands.Start);
        stage.Leave(RoomStage.Cleo);

        stage.Do(RoomStage.Bert, (state, context) => ReadyCommands.Set(state, context, true));

        Assert.Null(stage.State.Ready);
        Assert.NotNull(stage.State.Countdown);
    }
}
