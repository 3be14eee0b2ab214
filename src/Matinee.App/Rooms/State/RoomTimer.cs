namespace Matinee.App.Rooms.State;

/// <summary>
/// What a room does by itself. Every node of it sees the same one come due and says so with the same words
/// (<c>{room}:{version}:{timer}</c>), so that it happens once.
/// </summary>
/// <param name="Name">wait, resume, end, ready, vote, countdown.</param>
/// <param name="Due">Cluster time in ms.</param>
internal sealed record RoomTimer(string Name, double Due);

internal static class RoomTimers
{
    /// <summary>The next of them; null when the room has nothing before it. Waits are not among them: they follow from reports.</summary>
    public static RoomTimer? Next(RoomState state)
    {
        RoomTimer? next = null;
        Consider("end", state.Playback.EndsAt);
        Consider("resume", state.Playback.WaitingFor?.Deadline);
        Consider("ready", state.Ready?.Deadline);
        Consider("vote", state.Vote?.Deadline);
        Consider("countdown", state.Countdown?.At);
        return next;

        void Consider(string name, double? due)
        {
            if (due is { } at && (next is null || at < next.Due))
                next = new(name, at);
        }
    }

    /// <summary>What comes of it; <see cref="RoomDecision.LeftAsItIs"/> when it is not due any more.</summary>
    public static RoomDecision Fire(RoomState state, RoomTimer timer, CommandId id, double now)
    {
        if (Next(state) is not { } current || current.Name != timer.Name || current.Due > now)
            return RoomDecision.LeftAsItIs.Instance;
        return timer.Name switch
        {
            "end" => End(state, id, now),
            "resume" => Resume(state, id, now, StartLead.Shortest),
            "ready" => new RoomDecision.Told(new RoomNews.Played(id, now, null, state.Playback, Ready: new(null))),
            "vote" => new RoomDecision.Told(new RoomNews.Played(id, now, null, state.Playback, Vote: new(null))),
            _ => new RoomDecision.Told(new RoomNews.Played(id, now, null, state.Playback, Countdown: new(null))),
        };
    }

    public static RoomDecision Wait(RoomState state, WaitingFor waitingFor, CommandId id, double now) =>
        new RoomDecision.Told(new RoomNews.Played(id, now, null, state.Playback.Wait(now, waitingFor, PlaybackCause.Of(null, "wait"))));

    public static RoomDecision Resume(RoomState state, CommandId id, double now, double lead) => state.Playback.WaitingFor is null
        ? RoomDecision.LeftAsItIs.Instance
        : new RoomDecision.Told(new RoomNews.Played(id, now, null, state.Playback.Play(now, lead, null, PlaybackCause.Of(null, "resume"))));

    private static RoomDecision.Told End(RoomState state, CommandId id, double now) =>
        state.Queue is { AutoAdvance: true } && state.Queue.Upcoming() is { } next
            ? new(new RoomNews.Played(
                id, now, null, state.Playback.Load(now, StartLead.Longest, next, playing: true, PlaybackCause.Of(null, "next")), Starts: true))
            : new(new RoomNews.Played(id, now, null, state.Playback.Pause(now, PlaybackCause.Of(null, "end"))));
}
