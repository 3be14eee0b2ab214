using Matinee.App.Rooms.State;

namespace Matinee.App.Rooms.Live;

/// <summary><c>room.play</c> and what belongs to it: the ready check, the countdown, votes.</summary>
internal sealed class PlaybackCalls(RoomCommands commands) : ICallGroup
{
    public IEnumerable<(string Method, CallHandler Handler)> Calls =>
    [
        ("room.play", (call, stop) => Run(call, (state, context) =>
            PlaybackCommands.Play(state, context, call.Arguments.Version, call.Arguments.OptionalNumber("position")), stop)),
        ("room.pause", (call, stop) => Run(call, (state, context) => PlaybackCommands.Pause(state, context, call.Arguments.Version), stop)),
        ("room.seek", (call, stop) => Run(call, (state, context) =>
            PlaybackCommands.Seek(state, context, call.Arguments.Version, call.Arguments.Number("position")), stop)),
        ("room.rate", (call, stop) => Run(call, (state, context) =>
            PlaybackCommands.Pace(state, context, call.Arguments.Version, call.Arguments.Number("rate")), stop)),
        ("room.item", (call, stop) => Run(call, (state, context) =>
            PlaybackCommands.Load(state, context, call.Arguments.Version, call.Arguments.Id<ElementId>("element")), stop)),
        ("room.next", (call, stop) => Run(call, (state, context) => PlaybackCommands.Next(state, context, call.Arguments.Version), stop)),
        ("room.countdown", (call, stop) => Run(call, (state, context) =>
            PlaybackCommands.CountDown(state, context, call.Arguments.OptionalCount("seconds") ?? ReadyCommands.CountdownSeconds), stop)),
        ("room.wait.skip", (call, stop) => Run(call, PlaybackCommands.SkipWait, stop)),
        ("room.ready.start", (call, stop) => Run(call, ReadyCommands.Start, stop)),
        ("room.ready.set", (call, stop) => Run(call, (state, context) => ReadyCommands.Set(state, context, call.Arguments.Flag("ready")), stop)),
        ("room.ready.cancel", (call, stop) => Run(call, ReadyCommands.Cancel, stop)),
        ("room.vote.start", (call, stop) => Run(call, (state, context) =>
            VoteCommands.Start(state, context, call.Arguments.Word<VoteAction>("action"), call.Arguments.OptionalId<ElementId>("element")), stop)),
        ("room.vote.cast", (call, stop) => Run(call, (state, context) =>
            VoteCommands.Cast(state, context, call.Arguments.Message("vote"), call.Arguments.Flag("yes")), stop)),
    ];

    private Task<CommandOutcome> Run(RoomCall call, Func<RoomState, CommandContext, RoomDecision> decide, CancellationToken cancellationToken) =>
        commands.RunAsync(call, decide, cancellationToken);
}
