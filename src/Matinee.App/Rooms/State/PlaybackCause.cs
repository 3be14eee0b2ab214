using Matinee.App.Accounts;

namespace Matinee.App.Rooms.State;

/// <summary>Who brought playback where it is.</summary>
/// <param name="UserId">Null: the room itself (the end of a film, a wait).</param>
/// <param name="Action">play, pause, seek, rate, item, next, end, wait, resume, start.</param>
internal sealed record PlaybackCause(UserId? UserId, string? Name, string Action)
{
    public static PlaybackCause Of(RoomPerson? person, string action) => new(person?.Id, person?.Name, action);
}
