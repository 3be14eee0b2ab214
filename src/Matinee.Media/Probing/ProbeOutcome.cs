namespace Matinee.Media.Probing;

/// <summary>Accepted with what it holds, or refused with a reason that its owner can read.</summary>
public abstract record ProbeOutcome
{
    private ProbeOutcome()
    {
    }

    public sealed record Accepted(MediaProbe Probe) : ProbeOutcome;

    /// <param name="Code">Stable and machine readable, from <see cref="RefusalCodes"/>.</param>
    /// <param name="Title">One short sentence.</param>
    /// <param name="Detail">What was found, and what would be accepted.</param>
    public sealed record Refused(string Code, string Title, string Detail) : ProbeOutcome;
}
