namespace Matinee.App.Rooms.State;

/// <summary>What plays, and where. All but a countdown of its own ends one that runs.</summary>
internal static class PlaybackCommands
{
    private static readonly PartChange<StartCountdown> NoCountdown = new(null);
    private static readonly RoomDecision NotAllowed = RoomDecision.Forbidden("You do not control playback here.");
    private static readonly RoomDecision NothingLoaded = RoomDecision.Invalid("Nothing is loaded. Choose a film first.");

    public static RoomDecision Play(RoomState state, CommandContext context, long version, double? position)
    {
        if (Refusal(state, context, version) is { } refusal)
            return refusal;
        if (position is { } given && !double.IsFinite(given))
            return RoomDecision.Invalid("position is a number of seconds.");
        var playback = state.Playback;
        if (playback.Playing && playback.At <= context.Now && position is null)
            return RoomDecision.LeftAsItIs.Instance;
        return Publish(state, context, playback.Play(context.Now, context.Lead, position, Cause(context, "play")));
    }

    public static RoomDecision Pause(RoomState state, CommandContext context, long version)
    {
        if (Refusal(state, context, version) is { } refusal)
            return refusal;
        return state.Playback is { Playing: false, WaitingFor: null }
            ? RoomDecision.LeftAsItIs.Instance
            : Publish(state, context, state.Playback.Pause(context.Now, Cause(context, "pause")));
    }

    public static RoomDecision Seek(RoomState state, CommandContext context, long version, double position)
    {
        if (Refusal(state, context, version) is { } refusal)
            return refusal;
        return double.IsFinite(position)
            ? Publish(state, context, state.Playback.Seek(context.Now, context.Lead, position, Cause(context, "seek")), keepsCountdown: true)
            : RoomDecision.Invalid("position is a number of seconds.");
    }

    public static RoomDecision Pace(RoomState state, CommandContext context, long version, double rate)
    {
        if (Refusal(state, context, version) is { } refusal)
            return refusal;
        if (rate is not (>= PlaybackState.SlowestRate and <= PlaybackState.FastestRate))
            return RoomDecision.Invalid($"rate is a number from {PlaybackState.SlowestRate} to {PlaybackState.FastestRate:0}.");
        return rate.Equals(state.Playback.Rate)
            ? RoomDecision.LeftAsItIs.Instance
            : Publish(state, context, state.Playback.Pace(context.Now, rate, Cause(context, "rate")), keepsCountdown: true);
    }

    public static RoomDecision Load(RoomState state, CommandContext context, long version, ElementId element)
    {
        if (!context.Actor.May(RoomRight.Playback))
            return NotAllowed;
        if (version != state.Playback.Version)
            return RoomDecision.Stale;
        return state.Queue.Find(element) is { } item ? Start(state, context, item, "item") : RoomDecision.Missing("This is not in the queue any more.");
    }

    public static RoomDecision Next(RoomState state, CommandContext context, long version)
    {
        if (!context.Actor.May(RoomRight.Playback))
            return NotAllowed;
        if (version != state.Playback.Version)
            return RoomDecision.Stale;
        return state.Queue.Upcoming() is { } item ? Start(state, context, item, "next") : RoomDecision.Missing("Nothing follows in the queue.");
    }

    /// <summary>Everybody starts together in so many seconds.</summary>
    public static RoomDecision CountDown(RoomState state, CommandContext context, int seconds)
    {
        if (Refusal(state, context, state.Playback.Version) is { } refusal)
            return refusal;
        return seconds is >= 1 and <= 60 ? BeginCountdown(state, context, seconds) : RoomDecision.Invalid("seconds is a number from 1 to 60.");
    }

    public static RoomDecision SkipWait(RoomState state, CommandContext context)
    {
        if (!context.Actor.May(RoomRight.Playback))
            return NotAllowed;
        return state.Playback.WaitingFor is null
            ? RoomDecision.LeftAsItIs.Instance
            : Publish(state, context, state.Playback.Play(context.Now, context.Lead, null, Cause(context, "resume")));
    }

    /// <summary>Another film, playing when the last one did or had come to its end.</summary>
    internal static RoomDecision Start(RoomState state, CommandContext context, QueueElement item, string action) => new RoomDecision.Told(new RoomNews.Played(
        context.Id, context.Now, context.Actor.Person,
        state.Playback.Load(context.Now, StartLead.Longest, item, playing: state.Playback.Item is not null, Cause(context, action)),
        Starts: true, Vote: state.Vote is null ? null : new(null), Countdown: state.Countdown is null ? null : NoCountdown));

    internal static RoomDecision BeginCountdown(RoomState state, CommandContext context, int seconds, PartChange<ReadyCheck>? ready = null)
    {
        var started = state.Playback.Play(context.Now, seconds * 1000, null, Cause(context, "start"));
        return new RoomDecision.Told(new RoomNews.Played(
            context.Id, context.Now, context.Actor.Person, started, Ready: ready, Countdown: new(new StartCountdown(started.At, seconds))));
    }

    private static RoomDecision.Told Publish(RoomState state, CommandContext context, PlaybackState next, bool keepsCountdown = false) => new(new RoomNews.Played(
        context.Id, context.Now, context.Actor.Person, next, Countdown: state.Countdown is null || keepsCountdown ? null : NoCountdown));

    private static RoomDecision? Refusal(RoomState state, CommandContext context, long version) =>
        !context.Actor.May(RoomRight.Playback) ? NotAllowed
        : version != state.Playback.Version ? RoomDecision.Stale
        : state.Playback.Item is null ? NothingLoaded
        : null;

    private static PlaybackCause Cause(CommandContext context, string action) => PlaybackCause.Of(context.Actor.Person, action);
}
