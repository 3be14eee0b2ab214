namespace Matinee.App.Rooms.State;

/// <summary>What plays after what.</summary>
internal static class QueueCommands
{
    public const int MostElements = 200;

    private static readonly RoomDecision NotYours = RoomDecision.Forbidden("Only who put it in, and who may edit the queue, may do that.");

    public static RoomDecision Add(RoomState state, CommandContext context, QueueElement item, ElementId? after)
    {
        if (!context.Actor.May(RoomRight.QueueAdd))
            return RoomDecision.Forbidden("You may not add to the queue here.");
        if (state.Queue.Items.Length >= MostElements)
            return RoomDecision.Invalid($"A queue holds {MostElements} films. Take one out first.");
        return Publish(state, context, state.Queue.Add(item, after));
    }

    public static RoomDecision Remove(RoomState state, CommandContext context, ElementId element)
    {
        if (state.Queue.Find(element) is not { } item)
            return RoomDecision.LeftAsItIs.Instance;
        return MayChange(context, item) ? Publish(state, context, state.Queue.Remove(element)) : NotYours;
    }

    public static RoomDecision Move(RoomState state, CommandContext context, ElementId element, ElementId? after)
    {
        if (!context.Actor.May(RoomRight.QueueEdit))
            return NotYours;
        if (state.Queue.Find(element) is null || (after is { } anchor && state.Queue.Find(anchor) is null))
            return RoomDecision.Missing("This is not in the queue any more.");
        return Publish(state, context, state.Queue.Move(element, after));
    }

    public static RoomDecision Set(RoomState state, CommandContext context, QueueMode mode, bool autoAdvance) =>
        context.Actor.May(RoomRight.QueueEdit)
            ? Publish(state, context, state.Queue.Set(mode, autoAdvance))
            : RoomDecision.Forbidden("You may not change how the queue goes on.");

    private static bool MayChange(CommandContext context, QueueElement item) =>
        context.Actor.May(RoomRight.QueueEdit) || (item.AddedBy?.Id == context.Actor.Id && context.Actor.May(RoomRight.QueueAdd));

    private static RoomDecision Publish(RoomState state, CommandContext context, RoomQueue next) => ReferenceEquals(next, state.Queue)
        ? RoomDecision.LeftAsItIs.Instance
        : new RoomDecision.Told(new RoomNews.QueueEdited(context.Id, context.Now, context.Actor.Person, next));
}
