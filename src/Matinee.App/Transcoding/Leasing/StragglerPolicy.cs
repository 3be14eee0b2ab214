namespace Matinee.App.Transcoding.Leasing;

/// <summary>Whether a second attempt elsewhere would be done before the first. Pure.</summary>
internal static class StragglerPolicy
{
    private const double TimesTheExpected = 2;

    /// <summary>Shorter work is done before a second attempt has begun.</summary>
    public static readonly TimeSpan Shortest = TimeSpan.FromSeconds(5);

    /// <param name="elapsed">Since the attempt began.</param>
    /// <param name="expected">For all of it, as fast as the others of the job were.</param>
    public static bool IsStraggler(TimeSpan elapsed, TimeSpan expected, long frames, long totalFrames)
    {
        if (elapsed < Shortest || elapsed <= expected * TimesTheExpected)
            return false;
        // At its own pace it may be nearly there: then let it.
        return frames <= 0 || elapsed * ((double)(totalFrames - frames) / frames) > expected;
    }
}
