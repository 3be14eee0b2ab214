namespace Matinee.Realtime.Brokers;

/// <param name="RetryAfter">Zero when allowed; else when the same cost would fit, if nobody else takes any. A cost above the burst never fits.</param>
/// <param name="Remaining">What could be taken at once now.</param>
public readonly record struct TakeResult(bool IsAllowed, TimeSpan RetryAfter, int Remaining);
