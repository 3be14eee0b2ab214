using System.Text.Json;
using Matinee.App.Accounts;
using Matinee.App.Rooms;
using Matinee.App.Rooms.State;
using Xunit;

namespace Matinee.Tests.Rooms;

/// <summary>Random members, commands, stalls and timers; whatever happens, the room is one that can be played.</summary>
public sealed class RoomSimulationTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void A_room_stays_sound_whatever_is_done_to_it(int seed)
    {
        var random = new Random(seed);
        var stage = new RoomStage((RoomMode)(seed % 3));
        var log = new List<byte[]>();
        var start = stage.State;
        for (var step = 0; step < 2000; step++)
        {
            stage.Now += random.NextDouble() * 3000;
            var before = stage.State;
            if (Step(stage, random) is RoomDecision.Told(var news))
                log.Add(RoomWire.Write(news));
            Check(before, stage.State, stage.Now);
        }

        // Another node that only has the log is in the same place.
        var replayed = log.Aggregate(start, (state, bytes) => RoomWire.TryRead(bytes, out var read) ? state.Apply(read) : throw new InvalidOperationException("unreadable"));
        Assert.Equal(JsonSerializer.Serialize(stage.State, WireJson.Default.RoomState), JsonSerializer.Serialize(replayed, WireJson.Default.RoomState));
        Assert.True(log.Count > 300, $"{log.Count} of 2000 commands did something");
    }

    private static RoomDecision Step(RoomStage stage, Random random)
    {
        UserId[] all = [RoomStage.Anna, RoomStage.Bert, RoomStage.Cleo];
        var who = all[random.Next(3)];
        var version = stage.Playback.Version - (random.Next(10) == 0 ? 1 : 0);
        var element = stage.Films[random.Next(stage.Films.Count)].Element;
        return random.Next(16) switch
        {
            0 or 1 => stage.Do(who, (state, context) => PlaybackCommands.Play(state, context, version, random.Next(2) == 0 ? null : random.NextDouble() * 90 - 10)),
            2 => stage.Do(who, (state, context) => PlaybackCommands.Pause(state, context, version)),
            3 => stage.Do(who, (state, context) => PlaybackCommands.Seek(state, context, version, random.NextDouble() * 100 - 20)),
            4 => stage.Do(who, (state, context) => PlaybackCommands.Pace(state, context, version, 0.25 + random.NextDouble() * 3.75)),
            5 => stage.Do(who, (state, context) => PlaybackCommands.Next(state, context, version)),
            6 => stage.Do(who, (state, context) => PlaybackCommands.Load(state, context, version, element)),
            7 => stage.Do(who, (state, context) => QueueCommands.Remove(state, context, element)),
            8 => stage.Do(who, (state, context) => QueueCommands.Add(state, context, stage.Films[random.Next(stage.Films.Count)], null)),
            9 => stage.Do(who, (state, context) => QueueCommands.Set(state, context, (QueueMode)random.Next(3), random.Next(4) > 0)),
            10 => stage.Do(who, ReadyCommands.Start),
            11 => stage.Do(who, (state, context) => ReadyCommands.Set(state, context, random.Next(4) > 0)),
            12 => stage.Do(who, (state, context) => VoteCommands.Start(state, context, (VoteAction)random.Next(4), element)),
            13 => stage.Do(who, (state, context) => VoteCommands.Cast(state, context, state.Vote?.Id ?? context.Id, random.Next(3) > 0)),
            14 => stage.Take(stage.Playback.Playing
                ? RoomTimers.Wait(stage.State, new([new(who, "")], stage.Now + 8000), CommandId.New(TimeProvider.System), stage.Now)
                : RoomTimers.Resume(stage.State, CommandId.New(TimeProvider.System), stage.Now, 150)),
            _ => stage.Fire(),
        };
    }

    private static void Check(RoomState before, RoomState after, double now)
    {
        var playback = after.Playback;
        Assert.True(playback.Version >= before.Playback.Version);
        Assert.True(playback.Version > before.Playback.Version || Text(playback) == Text(before.Playback));
        Assert.InRange(playback.Rate, PlaybackState.SlowestRate, PlaybackState.FastestRate);
        Assert.InRange(playback.PositionAt(now + 3_600_000), 0, playback.Item?.DurationSeconds ?? double.MaxValue);
        Assert.True(playback.PositionAt(now) <= playback.PositionAt(now + 1000));
        Assert.False(playback.Playing && playback.WaitingFor is not null);
        Assert.False(playback.Playing && playback.Item is null);
        Assert.True(after.Queue.Current is not { } current || after.Queue.Find(current) is not null);
        Assert.False(after.Vote is { HasPassed: true });
        Assert.False(after.Ready is { IsComplete: true, Members.Length: > 0 });
    }

    private static string Text(PlaybackState playback) => JsonSerializer.Serialize(playback, WireJson.Default.PlaybackState);
}
