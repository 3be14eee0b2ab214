using Matinee.App.Rooms.Live;
using Matinee.App.Rooms.State;

namespace Matinee.App.Rooms.Api;

/// <summary>Tells that somebody has left for good, so that no connection of theirs stays.</summary>
internal sealed class RoomLeaving(RoomActs acts, TimeProvider time)
{
    public Task<CommandOutcome> TellAsync(RoomFeed feed, RoomActor who, CancellationToken cancellationToken)
    {
        var id = CommandId.New(time);
        return acts.TellAsync(feed, new(id, who.Person, "leave", who.Person, ""), (state, now) => state.Present.ContainsKey(who.Id)
            ? new RoomNews.Moderated(id, now, who.Person, ModerationOp.Kicked, who.Person, null, null)
            : null, cancellationToken);
    }
}
