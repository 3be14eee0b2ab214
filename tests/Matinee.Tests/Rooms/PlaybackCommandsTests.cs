using Matinee.App.Rooms;
using Matinee.App.Rooms.State;
using Xunit;

namespace Matinee.Tests.Rooms;

public sealed class PlaybackCommandsTests
{
    [Fact]
    public void A_start_lies_ahead_so_that_everybody_can_be_ready()
    {
        var stage = new RoomStage { Lead = 230 };
        stage.Pause();

        stage.Play();

        Assert.Equal(stage.Now + 230, stage.Playback.At);
        Assert.Equal(0, stage.Playback.PositionAt(stage.Now + 230));
        Assert.Equal(1, stage.Playback.PositionAt(stage.Now + 1230), 6);
    }

    [Fact]
    public void Pausing_freezes_the_position_for_late_joiners()
    {
        var stage = new RoomStage();
        stage.Pause();
        stage.Play();
        stage.Now += 5200;

        stage.Pause();

        Assert.Equal(5, stage.Playback.PositionAt(stage.Now + 60_000), 6);
        Assert.False(stage.Playback.Playing);
    }

    [Fact]
    public void A_command_that_saw_an_older_state_is_stale()
    {
        var stage = new RoomStage();

        var decision = stage.Do(RoomStage.Bert, (state, context) => PlaybackCommands.Seek(state, context, state.Playback.Version - 1, 10));

        Assert.Equal(RefusalKind.Stale, Assert.IsType<RoomDecision.Refused>(decision).Refusal.Kind);
    }

    [Fact]
    public void A_rate_changes_at_once_and_loses_no_position()
    {
        var stage = new RoomStage();
        stage.Pause();
        stage.Play();
        stage.Now += 10_200;

        stage.Do(RoomStage.Anna, (state, context) => PlaybackCommands.Pace(state, context, state.Playback.Version, 2));

        Assert.Equal(10, stage.Playback.PositionAt(stage.Now), 6);
        Assert.Equal(14, stage.Playback.PositionAt(stage.Now + 2000), 6);
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(4.5)]
    [InlineData(double.NaN)]
    public void A_rate_out_of_range_is_refused(double rate)
    {
        var decision = new RoomStage().Do(RoomStage.Anna, (state, context) => PlaybackCommands.Pace(state, context, state.Playback.Version, rate));

        Assert.Equal(RefusalKind.Invalid, Assert.IsType<RoomDecision.Refused>(decision).Refusal.Kind);
    }

    [Fact]
    public void In_a_room_of_a_host_the_others_control_nothing()
    {
        var stage = new RoomStage(RoomMode.Host);

        var decision = stage.Do(RoomStage.Bert, (state, context) => PlaybackCommands.Pause(state, context, state.Playback.Version));

        Assert.Equal(RefusalKind.Forbidden, Assert.IsType<RoomDecision.Refused>(decision).Refusal.Kind);
    }

    [Fact]
    public void The_end_of_a_film_leads_to_the_next_one()
    {
        var stage = new RoomStage();
        stage.Pause();
        stage.Play();
        stage.Now = stage.Playback.EndsAt ?? 0;

        stage.Fire();

        Assert.Equal(stage.Films[1].Element, stage.Playback.Item?.Element);
        Assert.Equal(stage.Films[1].Element, stage.State.Queue.Current);
        Assert.True(stage.Playback.Playing);
    }

    [Fact]
    public void The_end_of_the_last_film_stands_still_at_its_end()
    {
        var stage = new RoomStage(films: 1);
        stage.Pause();
        stage.Play();
        stage.Now = (stage.Playback.EndsAt ?? 0) + 3;

        stage.Fire();

        Assert.False(stage.Playback.Playing);
        Assert.Equal(60, stage.Playback.Position);
        Assert.Null(RoomTimers.Next(stage.State));
    }

    [Fact]
    public void A_timer_that_another_node_has_fired_does_nothing()
    {
        var stage = new RoomStage();
        stage.Pause();
        stage.Play();
        stage.Now = stage.Playback.EndsAt ?? 0;
        var timer = RoomTimers.Next(stage.State);
        stage.Fire();

        var again = RoomTimers.Fire(stage.State, Assert.IsType<RoomTimer>(timer), CommandId.New(TimeProvider.System), stage.Now);

        Assert.IsType<RoomDecision.LeftAsItIs>(again);
    }

    [Fact]
    public void A_countdown_is_a_start_that_lies_further_ahead()
    {
        var stage = new RoomStage();
        stage.Pause();

        stage.Do(RoomStage.Anna, (state, context) => PlaybackCommands.CountDown(state, context, 3));

        Assert.Equal(stage.Now + 3000, stage.Playback.At);
        Assert.Equal(new StartCountdown(stage.Now + 3000, 3), stage.State.Countdown);
    }

    [Fact]
    public void A_pause_ends_a_countdown()
    {
        var stage = new RoomStage();
        stage.Do(RoomStage.Anna, (state, context) => PlaybackCommands.CountDown(state, context, 3));

        stage.Pause();

        Assert.Null(stage.State.Countdown);
    }

    [Theory]
    [InlineData(new double[0], 150)]
    [InlineData(new double[] { 10, 20 }, 150)]
    [InlineData(new double[] { 100, 200 }, 280)]
    [InlineData(new double[] { 2000 }, 600)]
    public void The_lead_follows_the_slow_ones_within_bounds(double[] roundTrips, double expected)
    {
        Assert.Equal(expected, StartLead.For(roundTrips));
    }
}
