using Matinee.Media.Probing;

namespace Matinee.Media.Commands;

/// <summary>Whether a file is what its plan says.</summary>
public abstract record FileVerdict
{
    private FileVerdict()
    {
    }

    /// <param name="Probe">Of the file.</param>
    public sealed record Accepted(MediaProbe Probe) : FileVerdict;

    /// <param name="Code">Begins with <c>verify_</c>; stable.</param>
    /// <param name="Reason">What was expected, and what was found.</param>
    public sealed record Refused(string Code, string Reason) : FileVerdict;
}
