namespace Matinee.Adapters.Remote;

/// <summary>How long a store is waited for.</summary>
public sealed record StorePatience
{
    /// <summary>Bytes a second below which a transfer counts as stuck. A bad line does 30,000.</summary>
    private const long SlowestRate = 30_000;

    /// <summary>One try of a call without a body.</summary>
    public TimeSpan Attempt { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>All tries of a call together; a body adds the time it takes at the slowest rate.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(45);

    public TimeSpan FirstWait { get; init; } = TimeSpan.FromMilliseconds(200);

    public TimeSpan LongestWait { get; init; } = TimeSpan.FromSeconds(5);

    public TimeSpan AttemptFor(long bytes) => Attempt + TimeFor(bytes);

    public TimeSpan DeadlineFor(long bytes) => Deadline + TimeFor(bytes);

    private static TimeSpan TimeFor(long bytes) => TimeSpan.FromSeconds((double)bytes / SlowestRate);
}
