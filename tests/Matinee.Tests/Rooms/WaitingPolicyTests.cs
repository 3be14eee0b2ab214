using Matinee.App.Accounts;
using Matinee.App.Rooms;
using Matinee.App.Rooms.State;
using Xunit;

namespace Matinee.Tests.Rooms;

public sealed class WaitingPolicyTests
{
    private readonly StallWatch _watch = new();

    [Fact]
    public void A_small_room_waits_for_one_after_a_second()
    {
        var stage = Playing();
        Report(stage, RoomStage.Bert, PlayerState.Buffer);
        stage.Now += 990;
        Report(stage, RoomStage.Bert, PlayerState.Buffer);
        Assert.Null(WaitingPolicy.Begin(stage.State, _watch, stage.Now));
        stage.Now += 10;

        var waiting = WaitingPolicy.Begin(stage.State, _watch, stage.Now);

        Assert.Equal([RoomStage.Bert], waiting?.Members.Select(member => member.Id));
        Assert.Equal(stage.Now + 8000, waiting?.Deadline);
    }

    [Theory]
    [InlineData(12, 2, false)]
    [InlineData(12, 3, true)]
    [InlineData(8, 1, true)]
    [InlineData(9, 2, false)]
    [InlineData(9, 3, true)]
    public void A_larger_room_waits_for_a_quarter_of_it(int present, int stalled, bool waits)
    {
        var stage = Playing();
        UserId[] all = [RoomStage.Anna, RoomStage.Bert, RoomStage.Cleo, .. Enumerable.Range(0, present - 3).Select(i => new UserId($"u{i:D16}"))];
        foreach (var id in all)
        {
            stage.Arrive(id);
            Report(stage, id, PlayerState.Sync);
        }

        Stall(stage, [.. all.Take(stalled)]);

        Assert.Equal(waits, WaitingPolicy.Begin(stage.State, _watch, stage.Now) is not null);
    }

    [Fact]
    public void Joining_makes_nobody_wait()
    {
        var stage = Playing();
        var newcomer = new UserId("u00000000000000nw");
        stage.Arrive(newcomer);

        Stall(stage, newcomer);

        Assert.Null(WaitingPolicy.Begin(stage.State, _watch, stage.Now));
    }

    [Fact]
    public void Who_is_gone_is_waited_for_by_nobody()
    {
        var stage = Playing();
        Stall(stage, RoomStage.Bert);

        stage.Leave(RoomStage.Bert);

        Assert.Null(WaitingPolicy.Begin(stage.State, _watch, stage.Now));
    }

    [Fact]
    public void The_room_goes_on_when_they_play_again()
    {
        var stage = Waiting();

        Report(stage, RoomStage.Bert, PlayerState.Sync);

        Assert.True(WaitingPolicy.IsOver(stage.State, _watch, stage.Now));
    }

    [Fact]
    public void The_room_goes_on_without_them_at_the_deadline()
    {
        var stage = Waiting();
        stage.Now = stage.Playback.WaitingFor!.Deadline; // it waits

        stage.Fire();

        Assert.True(stage.Playback.Playing);
        Assert.Null(stage.Playback.WaitingFor);
    }

    [Fact]
    public void One_that_never_catches_up_does_not_make_it_wait_again()
    {
        var stage = Waiting();
        for (var i = 0; i < 8; i++)
        {
            stage.Now += 1000;
            Report(stage, RoomStage.Bert, PlayerState.Buffer);
        }

        stage.Fire();
        stage.Now += 2000;
        Report(stage, RoomStage.Bert, PlayerState.Buffer);

        Assert.Null(WaitingPolicy.Begin(stage.State, _watch, stage.Now));
    }

    [Fact]
    public void The_third_time_in_five_minutes_it_plays_on()
    {
        var stage = Playing();
        for (var i = 0; i < 2; i++)
        {
            Stall(stage, RoomStage.Bert);
            Wait(stage, Assert.IsType<WaitingFor>(WaitingPolicy.Begin(stage.State, _watch, stage.Now)));
            Report(stage, RoomStage.Bert, PlayerState.Sync);
            stage.Take(RoomTimers.Resume(stage.State, CommandId.New(TimeProvider.System), stage.Now, 200));
            stage.Now += 2000;
            Report(stage, RoomStage.Bert, PlayerState.Sync);
        }

        Stall(stage, RoomStage.Bert);
        Assert.Null(WaitingPolicy.Begin(stage.State, _watch, stage.Now));

        stage.Now += WaitLedger.Window;
        Report(stage, RoomStage.Bert, PlayerState.Sync);
        Stall(stage, RoomStage.Bert);
        Assert.NotNull(WaitingPolicy.Begin(stage.State, _watch, stage.Now));
    }

    [Fact]
    public void A_room_that_never_waits_does_not()
    {
        var stage = Playing(RoomWaiting.Never);

        Stall(stage, RoomStage.Bert);

        Assert.Null(WaitingPolicy.Begin(stage.State, _watch, stage.Now));
    }

    private RoomStage Playing(RoomWaiting waiting = RoomWaiting.Briefly)
    {
        var stage = new RoomStage(waiting: waiting, duration: 6000);
        stage.Pause();
        stage.Play();
        stage.Now += 10_000;
        foreach (var id in new[] { RoomStage.Anna, RoomStage.Bert, RoomStage.Cleo })
            Report(stage, id, PlayerState.Sync);
        return stage;
    }

    private RoomStage Waiting()
    {
        var stage = Playing();
        Stall(stage, RoomStage.Bert);
        Wait(stage, Assert.IsType<WaitingFor>(WaitingPolicy.Begin(stage.State, _watch, stage.Now)));
        Assert.False(WaitingPolicy.IsOver(stage.State, _watch, stage.Now));
        return stage;
    }

    private void Wait(RoomStage stage, WaitingFor waiting)
    {
        stage.Take(RoomTimers.Wait(stage.State, waiting, CommandId.New(TimeProvider.System), stage.Now));
        _watch.Waited(waiting.Members.Select(member => member.Id));
    }

    private void Stall(RoomStage stage, params UserId[] members)
    {
        foreach (var step in new[] { 0, 1000 })
        {
            stage.Now += step;
            foreach (var id in members)
                Report(stage, id, PlayerState.Buffer);
        }
    }

    private void Report(RoomStage stage, UserId id, PlayerState state) => _watch.Report(id, state, 20, stage.Now);
}
