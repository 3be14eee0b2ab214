using System.Collections.Concurrent;

namespace Matinee.Realtime.Brokers;

/// <summary>The logs of a node whose store is gone, and how far it has come in giving them back.</summary>
internal sealed class LocalLogs
{
    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<string, MemoryLog> _logs = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _healed = new(StringComparer.Ordinal);
    private bool _closed;

    /// <summary>Those that the store does not have again yet.</summary>
    public IReadOnlyList<string> Unhealed => [.. _logs.Keys.Where(channel => !IsHealed(channel))];

    public MemoryLog? Find(string channel) => _logs.GetValueOrDefault(channel);

    /// <summary>Null: the store has taken over, and no channel becomes local any more.</summary>
    public MemoryLog? GetOrAdd(string channel, Func<MemoryLog> make)
    {
        if (_logs.TryGetValue(channel, out var known))
            return known;
        // One log a channel, however many ask at once: two would be two truths.
        lock (_gate)
            return _closed ? _logs.GetValueOrDefault(channel) : _logs.GetOrAdd(channel, _ => make());
    }

    /// <summary>Channels that nobody used without the store are the store's from now on; false when one came meanwhile that has to be healed first.</summary>
    public bool TryClose()
    {
        lock (_gate)
            return _closed = Unhealed.Count == 0;
    }

    /// <summary>The store has it again.</summary>
    public bool IsHealed(string channel) => _healed.ContainsKey(channel) || Volatile.Read(ref _closed) && !_logs.ContainsKey(channel);

    public void EndHealing(string channel) => _healed[channel] = true;
}
