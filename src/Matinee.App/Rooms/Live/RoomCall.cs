using Matinee.App.Rooms.Rows;
using Matinee.App.Rooms.State;

namespace Matinee.App.Rooms.Live;

/// <summary>A command of a member, before it is decided.</summary>
internal sealed record RoomCall(RoomFeed Feed, RoomMember Member, CommandId Id, CallArguments Arguments)
{
    /// <summary>Of this member's command, so that nobody's id can stand in another's way.</summary>
    public string DedupId => $"{Member.UserId}:{Id}";

    public RoomActor ActorIn(RoomState state, DateTimeOffset now) => Member.ActorIn(state.Settings.Mode, now);
}
