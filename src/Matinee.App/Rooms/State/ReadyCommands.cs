namespace Matinee.App.Rooms.State;

/// <summary>"Is everybody back?", and the start when all are.</summary>
internal static class ReadyCommands
{
    /// <summary>ms</summary>
    public const double Patience = 60_000;

    public const int CountdownSeconds = 3;

    public static RoomDecision Start(RoomState state, CommandContext context)
    {
        if (!context.Actor.May(RoomRight.Playback))
            return RoomDecision.Forbidden("You do not control playback here.");
        if (state.Playback.Item is null)
            return RoomDecision.Invalid("Nothing is loaded. Choose a film first.");
        if (state.Ready is not null)
            return RoomDecision.LeftAsItIs.Instance;
        var members = state.Present.Keys.OrderBy(id => id.Value, StringComparer.Ordinal).Select(id => new ReadyMember(id, id == context.Actor.Id));
        var check = new ReadyCheck(context.Actor.Person, [.. members], context.Now + Patience);
        return check.IsComplete
            ? PlaybackCommands.BeginCountdown(state, context, CountdownSeconds)
            : Publish(state, context, state.Playback.Playing ? state.Playback.Pause(context.Now, PlaybackCause.Of(context.Actor.Person, "pause")) : state.Playback, check);
    }

    public static RoomDecision Set(RoomState state, CommandContext context, bool ready)
    {
        if (state.Ready is not { } check)
            return RoomDecision.Missing("Nobody asks whether you are ready.");
        var next = check.Set(context.Actor.Id, ready);
        return next.IsComplete
            ? PlaybackCommands.BeginCountdown(state, context, CountdownSeconds, new PartChange<ReadyCheck>(null))
            : Publish(state, context, state.Playback, next);
    }

    public static RoomDecision Cancel(RoomState state, CommandContext context)
    {
        if (state.Ready is not { } check)
            return RoomDecision.LeftAsItIs.Instance;
        return context.Actor.May(RoomRight.Playback) || check.By.Id == context.Actor.Id
            ? Publish(state, context, state.Playback, null)
            : RoomDecision.Forbidden("Only who asked may take it back.");
    }

    internal static RoomDecision Publish(RoomState state, CommandContext context, PlaybackState playback, ReadyCheck? check) =>
        new RoomDecision.Told(new RoomNews.Played(context.Id, context.Now, context.Actor.Person, playback, Ready: new(check)));
}
