namespace Matinee.Realtime.Brokers;

/// <summary>The shared values of a single node.</summary>
public sealed class MemorySharedValues(TimeProvider time) : ISharedValues
{
    private const int FirstSweep = 1024;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, HeldValue> _values = new(StringComparer.Ordinal);
    private readonly long _start = time.GetTimestamp();
    private int _sweepAt = FirstSweep;

    private TimeSpan Now => time.GetElapsedTime(_start);

    public Task<ReadOnlyMemory<byte>?> GetAsync(string key, CancellationToken cancellationToken)
    {
        lock (_gate)
            return Task.FromResult<ReadOnlyMemory<byte>?>(Find(key)?.Bytes);
    }

    public Task SetAsync(string key, ReadOnlyMemory<byte> value, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        lock (_gate)
            Put(key, new HeldValue(value, Now + lifetime));
        return Task.CompletedTask;
    }

    public Task<bool> SetIfAbsentAsync(string key, ReadOnlyMemory<byte> value, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (Find(key) is not null)
                return Task.FromResult(false);
            Put(key, new HeldValue(value, Now + lifetime));
            return Task.FromResult(true);
        }
    }

    public Task<bool> RemoveAsync(string key, CancellationToken cancellationToken)
    {
        lock (_gate)
            return Task.FromResult(Find(key) is not null && _values.Remove(key));
    }

    public Task<TakeResult> TakeAsync(string key, RateRule rule, int cost, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            // A bucket is its own end: when it is full again, it may as well be absent.
            var fullAt = Find(key)?.Until ?? TimeSpan.Zero;
            var result = Gcra.Take(ref fullAt, Now, rule, cost);
            if (result.IsAllowed)
                Put(key, new HeldValue(default, fullAt));
            return Task.FromResult(result);
        }
    }

    private HeldValue? Find(string key) => _values.TryGetValue(key, out var value) && value.Until > Now ? value : null;

    private void Put(string key, HeldValue value)
    {
        _values[key] = value;
        if (_values.Count < _sweepAt)
            return;
        var now = Now;
        foreach (var (ended, _) in _values.Where(pair => pair.Value.Until <= now).ToList())
            _values.Remove(ended);
        _sweepAt = Math.Max(FirstSweep, _values.Count * 2);
    }

    private sealed record HeldValue(ReadOnlyMemory<byte> Bytes, TimeSpan Until);
}
