using System.Collections.Concurrent;

namespace Matinee.Realtime.Brokers;

/// <summary>The logs of a node whose store is gone, and how far it has come in giving them back.</summary>
internal sealed class LocalLogs
{
    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<string, MemoryLog> _logs = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _healed = new(StringComparer.Ordinal);

    public IReadOnlyList<string> Channels => [.. _logs.Keys];

    public MemoryLog? Find(string channel) => _logs.GetValueOrDefault(channel);

    // One log a channel, however many ask at once: two would be two truths.
    public MemoryLog GetOrAdd(string channel, Func<MemoryLog> make)
    {
        if (_logs.TryGetValue(channel, out var known))
            return known;
        lock (_gate)
            return _logs.GetOrAdd(channel, _ => make());
    }

    public bool IsHealing(string channel) => _healed.ContainsKey(channel);

    /// <summary>The store has it again.</summary>
    public bool IsHealed(string channel) => _healed.TryGetValue(channel, out var done) && done;

    public MemoryLog BeginHealing(string channel)
    {
        _healed[channel] = false;
        return _logs[channel];
    }

    public void EndHealing(string channel) => _healed[channel] = true;
}
