namespace Matinee.Realtime.Brokers;

/// <summary>
/// Calls that a store left without an answer, in a row: one that was begun when another had already failed. A hundred that were under way at once and missed
/// the same moment are one silence.
/// </summary>
public sealed class SilenceCount(TimeProvider time)
{
    private const long None = long.MaxValue;
    private long _since = None;

    /// <summary>When a call begins; to be given back when it fails.</summary>
    public long Begin() => time.GetTimestamp();

    /// <summary>An answer came in time.</summary>
    public void Clear() => Volatile.Write(ref _since, None);

    /// <summary>True: this is the second in a row.</summary>
    /// <param name="begun">What <see cref="Begin"/> gave.</param>
    public bool IsSecond(long begun) => begun >= Interlocked.CompareExchange(ref _since, time.GetTimestamp(), None);
}
