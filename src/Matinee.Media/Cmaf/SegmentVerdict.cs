namespace Matinee.Media.Cmaf;

/// <summary>The outcome of <see cref="SegmentCheck"/>: accepted with the facts, or refused with a code and a sentence.</summary>
public abstract record SegmentVerdict
{
    private SegmentVerdict()
    {
    }

    public sealed record Accepted(MediaSegment Segment) : SegmentVerdict;

    /// <param name="Code">Begins with <c>verify_</c>; stable.</param>
    /// <param name="Reason">Names the segment, what was expected, and what was found.</param>
    public sealed record Refused(string Code, string Reason) : SegmentVerdict;
}
