using System.Collections.Immutable;

namespace Matinee.App.Rooms.State;

/// <summary>When a room stands still for those whose players have run dry, and when it goes on.</summary>
internal static class WaitingPolicy
{
    /// <summary>ms that somebody must have stalled.</summary>
    public const double Patience = 1000;

    /// <summary>ms of a brief wait.</summary>
    public const double BriefDeadline = 8000;

    /// <summary>ms of the other: even a room that waits for everyone must not stand still for ever.</summary>
    public const double LongDeadline = 60_000;

    /// <summary>Up to here one is enough.</summary>
    public const int SmallRoom = 8;

    /// <summary>Of a larger room.</summary>
    public const double Share = 0.25;

    /// <summary>Whom to wait for now; null when the room plays on.</summary>
    public static WaitingFor? Begin(RoomState state, StallWatch watch, double now)
    {
        if (!state.Playback.Playing || state.Settings.Waiting == RoomWaiting.Never)
            return null;
        var stalled = watch.Stalled(now, state.Playback.At, Patience).Where(id => state.Present.ContainsKey(id) && state.Waits.MayWaitFor(id, now)).ToImmutableArray();
        if (stalled.IsEmpty || !IsEnough(state.Settings.Waiting, stalled.Length, state.Present.Count))
            return null;
        var patience = state.Settings.Waiting == RoomWaiting.Everyone ? LongDeadline : BriefDeadline;
        return new([.. stalled.Select(id => state.Present[id].Person)], now + patience);
    }

    /// <summary>All whom it waits for play again or have left, or the time is up.</summary>
    public static bool IsOver(RoomState state, StallWatch watch, double now) =>
        state.Playback.WaitingFor is { } waiting
        && (now >= waiting.Deadline || !waiting.Members.Any(member => state.Present.ContainsKey(member.Id) && watch.IsStalled(member.Id, now)));

    private static bool IsEnough(RoomWaiting waiting, int stalled, int present) =>
        waiting == RoomWaiting.Everyone || present <= SmallRoom || stalled >= Share * present;
}
