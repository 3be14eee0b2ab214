using Matinee.App.Library;
using Matinee.App.Rooms.State;

namespace Matinee.App.Rooms.Live;

/// <summary><c>room.queue.*</c></summary>
internal sealed class QueueCalls(RoomCommands commands, RoomFilms films, TimeProvider time) : ICallGroup
{
    public IEnumerable<(string Method, CallHandler Handler)> Calls =>
    [
        ("room.queue.add", AddAsync),
        ("room.queue.remove", (call, stop) => commands.RunAsync(call, (state, context) => QueueCommands.Remove(state, context, call.Arguments.Id<ElementId>("element")), stop)),
        ("room.queue.move", (call, stop) => commands.RunAsync(call, (state, context) =>
            QueueCommands.Move(state, context, call.Arguments.Id<ElementId>("element"), call.Arguments.OptionalId<ElementId>("after")), stop)),
        ("room.queue.mode", (call, stop) => commands.RunAsync(call, (state, context) => QueueCommands.Set(
            state, context, call.Arguments.OptionalWord<QueueMode>("mode") ?? state.Queue.Mode, call.Arguments.OptionalFlag("autoAdvance") ?? state.Queue.AutoAdvance), stop)),
    ];

    private async Task<CommandOutcome> AddAsync(RoomCall call, CancellationToken cancellationToken)
    {
        var after = call.Arguments.OptionalId<ElementId>("after");
        if (await films.ForMemberAsync(call.Arguments.Id<VideoId>("videoId"), call.Member, cancellationToken) is not { } video)
            return new CommandOutcome.Refused(RoomRefusal.Missing("There is no such video, or it is not yours to show."), call.Feed.View);
        var item = new QueueElement(Database.EntityIds.New<ElementId>(time), video.Id, video.Title, video.DurationSeconds, new(call.Member.UserId, call.Member.Name));
        return await commands.RunAsync(call, (state, context) => QueueCommands.Add(state, context, item, after), cancellationToken);
    }
}
