namespace Matinee.Realtime.Sessions;

/// <summary>Ends in time, as the protocol counts them.</summary>
internal static class Lifetimes
{
    /// <summary>Whole seconds from now, at least one; null when there is no end.</summary>
    public static uint? Seconds(DateTimeOffset? expiresAt, TimeProvider time) =>
        expiresAt is { } end ? (uint)Math.Clamp(Math.Ceiling((end - time.GetUtcNow()).TotalSeconds), 1, int.MaxValue) : null;
}
