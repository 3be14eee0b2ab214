namespace Matinee.Adapters.Remote;

/// <summary>
/// Bounds the retries of all calls of a store together. A store that limps must not meet twice the load because of it: a
/// retry takes a token, a success returns a part of one, and when none is left the retries queue for the slow refill.
/// </summary>
internal sealed class RetryBudget(TimeProvider time)
{
    private const double Burst = 50;
    private const double PerSecond = 2;
    private const double PerSuccess = 0.2;

    private readonly Lock _lock = new();
    private double _tokens = Burst;
    private long _at = time.GetTimestamp();

    public void Succeeded()
    {
        lock (_lock)
            _tokens = Math.Min(Burst, _tokens + PerSuccess);
    }

    /// <summary>Takes a token and returns how long its holder must wait for it.</summary>
    public TimeSpan Take()
    {
        lock (_lock)
        {
            var now = time.GetTimestamp();
            _tokens = Math.Min(Burst, _tokens + (time.GetElapsedTime(_at, now).TotalSeconds * PerSecond)) - 1;
            _at = now;
            return _tokens >= 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(-_tokens / PerSecond);
        }
    }

    /// <summary>For a holder who will not wait so long.</summary>
    public void Return()
    {
        lock (_lock)
            _tokens = Math.Min(Burst, _tokens + 1);
    }
}
