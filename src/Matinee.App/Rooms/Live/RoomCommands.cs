using Matinee.App.Rooms.State;

namespace Matinee.App.Rooms.Live;

/// <summary>Decides a call on the room as it is, and publishes what it comes to.</summary>
internal sealed class RoomCommands(RoomWriter writer, RoomClock clock, TimerDesk timers, TimeProvider time)
{
    public double Now => clock.Now;

    public Task<CommandOutcome> RunAsync(RoomCall call, Func<RoomState, CommandContext, RoomDecision> decide, CancellationToken cancellationToken) =>
        RunViewAsync(call, (view, context) => decide(view.State, context), cancellationToken);

    public Task<CommandOutcome> RunViewAsync(RoomCall call, Func<RoomView, CommandContext, RoomDecision> decide, CancellationToken cancellationToken) =>
        writer.ChangeAsync(call.Feed, call.DedupId, view => decide(view, ContextOf(call, view.State)), cancellationToken);

    public Task<CommandOutcome> AddAsync(RoomCall call, RoomNews news, CancellationToken cancellationToken) =>
        writer.AddAsync(call.Feed, call.DedupId, news, cancellationToken);

    public CommandContext ContextOf(RoomCall call, RoomState state) => new(call.Id, call.ActorIn(state, time.GetUtcNow()), clock.Now, timers.Lead(call.Feed));
}
