using Matinee.App.Http;
using Matinee.App.Limits;
using Matinee.App.Rooms.Door;
using Matinee.App.Rooms.Live;
using Matinee.App.Rooms.State;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Matinee.App.Rooms.Api;

/// <summary>The problems that several endpoints answer with.</summary>
internal static class RoomProblems
{
    public static ProblemHttpResult NotFound() => Problems.Of(ProblemKinds.NotFound, "There is no such room, or it is not for you.");

    public static ProblemHttpResult Nameless() => Problems.Of(ProblemKinds.Unauthenticated, $"Say what to call you: name has 1 to {GuestPass.LongestName} characters. Or sign in.");

    public static ProblemHttpResult Invalid(string sentence) => Problems.Of(ProblemKinds.Invalid, sentence);

    public static ProblemHttpResult Of(DoorRefusal refusal) => refusal switch
    {
        DoorRefusal.Banned => Problems.Of(ProblemKinds.RoomBanned, "You were put out of this room."),
        DoorRefusal.Locked => Problems.Of(ProblemKinds.RoomLocked, "Nobody new gets in at the moment."),
        DoorRefusal.PasswordRequired => Problems.Of(ProblemKinds.RoomPasswordRequired, "Ask whoever invited you for it."),
        DoorRefusal.PasswordWrong => Problems.Of(ProblemKinds.RoomPasswordWrong, "That is not the password of this room."),
        DoorRefusal.InviteInvalid => Problems.Of(ProblemKinds.InviteInvalid, "The invitation is unknown, used up or expired. Ask for a new one."),
        _ => Problems.Of(ProblemKinds.RoomInviteRequired, "Ask somebody of the room for an invitation."),
    };

    /// <summary>Null when it was done.</summary>
    public static ProblemHttpResult? Of(CommandOutcome outcome) => outcome switch
    {
        CommandOutcome.Accomplished => null,
        CommandOutcome.Refused(var refusal, _) => Problems.Of(refusal.Kind switch
        {
            RefusalKind.Forbidden => ProblemKinds.Forbidden,
            RefusalKind.Missing => ProblemKinds.NotFound,
            RefusalKind.Stale => ProblemKinds.Conflict,
            _ => ProblemKinds.Invalid,
        }, refusal.Detail),
        CommandOutcome.Limited(var wait) => TooMany.Result(wait),
        CommandOutcome.Away(var reason) => Problems.Of(ProblemKinds.Unavailable, reason, TimeSpan.FromSeconds(1)),
        _ => Problems.Of(ProblemKinds.Internal, "The room did not answer."),
    };
}
