namespace Matinee.App.Rooms.State;

/// <summary>What a majority wants. One vote at a time.</summary>
internal static class VoteCommands
{
    /// <summary>ms</summary>
    public const double Patience = 30_000;

    public static RoomDecision Start(RoomState state, CommandContext context, VoteAction action, ElementId? element)
    {
        if (!context.Actor.May(RoomRight.Vote))
            return RoomDecision.Forbidden("You may not vote here.");
        if (state.Settings.Mode != RoomMode.Vote)
            return RoomDecision.Forbidden("This room does not decide by votes.");
        if (state.Vote is not null)
            return RoomDecision.Invalid("Another vote is under way.");
        if (Problem(state, action, element) is { } problem)
            return problem;
        var voters = Math.Max(1, state.Present.Count);
        var vote = new RoomVote(
            context.Id, action, context.Actor.Person, [context.Actor.Id], [], RoomVote.Majority(voters), voters, context.Now + Patience,
            action == VoteAction.Item ? element : null);
        return vote.HasPassed ? Carry(state, context, vote) : Publish(state, context, vote);
    }

    public static RoomDecision Cast(RoomState state, CommandContext context, CommandId id, bool yes)
    {
        if (!context.Actor.May(RoomRight.Vote))
            return RoomDecision.Forbidden("You may not vote here.");
        if (state.Vote is not { } vote || vote.Id != id)
            return RoomDecision.Missing("This vote is over.");
        var next = vote.Cast(context.Actor.Id, yes);
        return next.HasPassed ? Carry(state, context, next) : Publish(state, context, next.HasFailed ? null : next);
    }

    private static RoomDecision? Problem(RoomState state, VoteAction action, ElementId? element) => action switch
    {
        VoteAction.Item when element is not { } id || state.Queue.Find(id) is null => RoomDecision.Missing("This is not in the queue any more."),
        VoteAction.Skip when state.Queue.Upcoming() is null => RoomDecision.Missing("Nothing follows in the queue."),
        VoteAction.Play or VoteAction.Pause when state.Playback.Item is null => RoomDecision.Invalid("Nothing is loaded. Choose a film first."),
        _ => null,
    };

    private static RoomDecision Carry(RoomState state, CommandContext context, RoomVote vote)
    {
        var cause = PlaybackCause.Of(vote.By, vote.Action.ToString().ToLowerInvariant());
        return vote.Action switch
        {
            VoteAction.Play => Ended(state, context, state.Playback.Playing ? state.Playback : state.Playback.Play(context.Now, context.Lead, null, cause)),
            VoteAction.Pause => Ended(state, context, state.Playback.Playing ? state.Playback.Pause(context.Now, cause) : state.Playback),
            VoteAction.Skip when state.Queue.Upcoming() is { } next => PlaybackCommands.Start(state, context, next, "next"),
            VoteAction.Item when vote.Element is { } id && state.Queue.Find(id) is { } item => PlaybackCommands.Start(state, context, item, "item"),
            _ => Ended(state, context, state.Playback),
        };
    }

    private static RoomDecision.Told Ended(RoomState state, CommandContext context, PlaybackState playback) => new(new RoomNews.Played(
        context.Id, context.Now, context.Actor.Person, playback, Vote: new(null), Countdown: state.Countdown is null ? null : new(null)));

    private static RoomDecision.Told Publish(RoomState state, CommandContext context, RoomVote? vote) =>
        new(new RoomNews.Played(context.Id, context.Now, context.Actor.Person, state.Playback, Vote: new(vote)));
}
