using Matinee.App.Rooms.State;

namespace Matinee.App.Rooms.Live;

/// <summary>What became of a command.</summary>
internal abstract record CommandOutcome
{
    /// <param name="View">With the command in it.</param>
    public sealed record Accomplished(RoomView View) : CommandOutcome;

    public sealed record Refused(RoomRefusal Refusal, RoomView View) : CommandOutcome;

    /// <summary>May come again after a while.</summary>
    public sealed record Limited(TimeSpan Wait) : CommandOutcome;

    /// <summary>It may or may not have happened; sending it again with its id is safe.</summary>
    public sealed record Away(string Reason) : CommandOutcome;
}
