namespace Matinee.App.Rooms.State;

/// <summary>Why a command does nothing.</summary>
internal enum RefusalKind
{
    /// <summary>Not allowed to this caller.</summary>
    Forbidden,

    /// <summary>What it names is not there.</summary>
    Missing,

    /// <summary>A value is not acceptable.</summary>
    Invalid,

    /// <summary>It was meant for a state that is past.</summary>
    Stale,
}

/// <param name="Detail">A sentence for whoever sent it.</param>
internal sealed record RoomRefusal(RefusalKind Kind, string Detail)
{
    public static RoomRefusal Forbidden(string detail) => new(RefusalKind.Forbidden, detail);

    public static RoomRefusal Missing(string detail) => new(RefusalKind.Missing, detail);

    public static RoomRefusal Invalid(string detail) => new(RefusalKind.Invalid, detail);
}

/// <summary>What a command comes to, in the state that it met.</summary>
internal abstract record RoomDecision
{
    public sealed record Told(RoomNews News) : RoomDecision;

    /// <summary>Everything is as the command wants it.</summary>
    public sealed record LeftAsItIs : RoomDecision
    {
        public static readonly LeftAsItIs Instance = new();
    }

    public sealed record Refused(RoomRefusal Refusal) : RoomDecision;

    public static RoomDecision Forbidden(string detail) => new Refused(RoomRefusal.Forbidden(detail));

    public static RoomDecision Missing(string detail) => new Refused(RoomRefusal.Missing(detail));

    public static RoomDecision Invalid(string detail) => new Refused(RoomRefusal.Invalid(detail));

    public static readonly RoomDecision Stale = new Refused(new(RefusalKind.Stale, "The room has changed meanwhile."));
}
