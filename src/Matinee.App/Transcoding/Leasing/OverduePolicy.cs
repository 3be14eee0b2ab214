namespace Matinee.App.Transcoding.Leasing;

/// <summary>What is known of an attempt under way, in the database's time.</summary>
/// <param name="Silent">The lease has run out.</param>
/// <param name="Still">Since its frame counter last moved; since its beginning where there is none.</param>
/// <param name="Elapsed">Since its beginning.</param>
/// <param name="Expected">For all of it, as fast as others of the job were; null while nobody knows.</param>
/// <param name="TotalFrames">0 where the work is not counted in frames.</param>
internal readonly record struct AttemptAge(bool Silent, TimeSpan Still, TimeSpan Elapsed, TimeSpan? Expected, long Frames, long TotalFrames);

internal enum AttemptVerdict
{
    Fine,

    /// <summary>Its worker has not been heard of for the lease time.</summary>
    Silent,

    /// <summary>Its worker says that it lives, but it does not move.</summary>
    Stalled,

    /// <summary>It moves, and will not arrive.</summary>
    TooLong,
}

/// <summary>When an attempt is taken from its worker. Pure.</summary>
internal static class OverduePolicy
{
    /// <summary>No attempt is too long before this.</summary>
    public static readonly TimeSpan ShortestDeadline = TimeSpan.FromMinutes(10);

    /// <summary>No attempt stands still too long before this, unless the task timeout is shorter.</summary>
    public static readonly TimeSpan ShortestStall = TimeSpan.FromSeconds(60);

    private const int TimesTooLong = 10;
    private const int TimesTooStill = 5;

    public static AttemptVerdict Judge(AttemptAge age, TimeSpan taskTimeout)
    {
        if (age.Silent)
            return AttemptVerdict.Silent;
        if (age.Still > Patience(age, taskTimeout))
            return AttemptVerdict.Stalled;
        return age.Elapsed > Deadline(age) ? AttemptVerdict.TooLong : AttemptVerdict.Fine;
    }

    /// <summary>The task timeout; less where the others of the job took much less; more where there is no counter and much to do.</summary>
    public static TimeSpan Patience(AttemptAge age, TimeSpan taskTimeout)
    {
        if (age.Expected is not { } expected)
            return taskTimeout;
        if (age.TotalFrames == 0)
            return Longer(taskTimeout, expected * TimesTooLong);
        return Shorter(taskTimeout, Longer(ShortestStall, expected * TimesTooStill));
    }

    /// <summary>Ten times what it should take. What nobody has measured yet is measured by its own pace, so only a crawl ends it.</summary>
    public static TimeSpan Deadline(AttemptAge age)
    {
        var expected = age.Expected ?? (age is { Frames: > 0, TotalFrames: > 0 } ? age.Elapsed * ((double)age.TotalFrames / age.Frames) : TimeSpan.Zero);
        return Longer(ShortestDeadline, expected * TimesTooLong);
    }

    private static TimeSpan Longer(TimeSpan a, TimeSpan b) => a > b ? a : b;

    private static TimeSpan Shorter(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
