namespace Matinee.App.Streams.Rows;

/// <summary>What became of a pushed segment.</summary>
internal abstract record IntakeOutcome
{
    private IntakeOutcome()
    {
    }

    /// <param name="Msn">Its number in playlists.</param>
    /// <param name="Next">The publisher's number that is expected next.</param>
    /// <param name="IsPublished">False: it waits for one before it.</param>
    /// <param name="InitNumber">That it plays with.</param>
    /// <param name="Gaps">That were given up for it to be published.</param>
    /// <param name="Restarted">It is the first of a later start of its stream.</param>
    public sealed record Taken(long Msn, long Next, bool IsPublished, int InitNumber, int Gaps, bool Restarted) : IntakeOutcome;

    /// <summary>An init segment by itself.</summary>
    public sealed record InitTaken(int Number) : IntakeOutcome;

    /// <summary>It is here already, byte for byte.</summary>
    public sealed record Duplicate(long Msn, long Next) : IntakeOutcome;

    /// <summary>Another one has its number.</summary>
    public sealed record Different(long Msn, long Next) : IntakeOutcome;

    /// <summary>Playlists have passed its number.</summary>
    public sealed record Late(long Next) : IntakeOutcome;

    /// <summary>Too many before it are missing.</summary>
    public sealed record TooFar(long Next, long Missing) : IntakeOutcome;

    /// <summary>The stream has been started anew, or was stopped, since this node last heard of it.</summary>
    public sealed record Shut(bool IsOver) : IntakeOutcome;

    /// <summary>The track has another init segment by now than the one that the segment was read with.</summary>
    public sealed record InitMoved : IntakeOutcome;

    public sealed record OtherFormat(string Format) : IntakeOutcome;

    public sealed record TooManyVariants : IntakeOutcome;

    public sealed record TooManySegments : IntakeOutcome;
}
