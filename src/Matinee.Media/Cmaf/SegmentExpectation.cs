namespace Matinee.Media.Cmaf;

/// <summary>What the plan says of one video segment on the output frame grid.</summary>
/// <param name="Number">Of the segment in its rendition; used in reasons.</param>
/// <param name="FirstFrame">Index on the frame grid.</param>
/// <param name="Frames">Exact count, of the last segment too.</param>
/// <param name="Timescale">Of the rendition's init segment.</param>
/// <param name="RateNumerator">Frames a second, as in 30000/1001.</param>
/// <param name="RateDenominator">See <paramref name="RateNumerator"/>.</param>
/// <param name="InitSha256">Of the rendition's first committed init, or null when this is the first.</param>
public sealed record SegmentExpectation(
    long Number, long FirstFrame, int Frames, uint Timescale, int RateNumerator, int RateDenominator, string? InitSha256)
{
    /// <summary>Decode time of a frame, in ticks, rounded down where the timescale does not divide.</summary>
    public long TicksAt(long frame) => (long)((Int128)frame * RateDenominator * Timescale / RateNumerator);
}
