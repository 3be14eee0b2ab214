using System.Collections.Concurrent;

namespace Matinee.Brokers.Logs;

/// <summary>
/// <see cref="KnownLog"/> by channel, for the channels that this node used last. A channel that drops out only loses the check
/// against a store that forgets.
/// </summary>
internal sealed class KnownLogs(TimeProvider time)
{
    private const int Most = 16_384;

    private readonly ConcurrentDictionary<string, KnownLog> _logs = new(StringComparer.Ordinal);
    private readonly Lock _sweeping = new();

    public IEnumerable<string> Channels => _logs.Keys;

    public KnownLog this[string channel]
    {
        get
        {
            var log = _logs.GetOrAdd(channel, _ => new KnownLog(time));
            log.TouchedAt = time.GetTimestamp();
            if (_logs.Count > Most)
                Sweep();
            return log;
        }
    }

    private void Sweep()
    {
        lock (_sweeping)
        {
            if (_logs.Count <= Most)
                return;
            foreach (var (channel, _) in _logs.OrderBy(pair => pair.Value.TouchedAt).Take(Most / 4).ToArray())
                _logs.TryRemove(channel, out _);
        }
    }
}
