using Matinee.App.Rooms.Rows;

namespace Matinee.App.Rooms.Door;

/// <summary>What somebody finds at the door of a room.</summary>
internal abstract record DoorAnswer
{
    public sealed record Inside(RoomMember Member) : DoorAnswer;

    /// <summary>Until somebody of the room opens.</summary>
    public sealed record BeforeIt(RoomMember Member) : DoorAnswer;

    public sealed record Refused(DoorRefusal Reason) : DoorAnswer;
}

internal enum DoorRefusal
{
    Banned,
    Locked,
    PasswordRequired,
    PasswordWrong,
    InviteRequired,
    InviteInvalid,
}
