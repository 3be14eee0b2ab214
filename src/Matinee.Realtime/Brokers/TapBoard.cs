using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace Matinee.Realtime.Brokers;

/// <summary>Who follows which channel through the guard.</summary>
internal sealed class TapBoard
{
    private readonly ConcurrentDictionary<string, ImmutableArray<ChannelTap>> _taps = new(StringComparer.Ordinal);

    public IReadOnlyList<ChannelTap> All => [.. _taps.Values.SelectMany(taps => taps)];

    public ImmutableArray<ChannelTap> Of(string channel) => _taps.GetValueOrDefault(channel, []);

    public void Add(ChannelTap tap) => _taps.AddOrUpdate(tap.Channel, static (_, added) => [added], static (_, taps, added) => taps.Add(added), tap);

    public void Remove(ChannelTap tap)
    {
        var left = _taps.AddOrUpdate(tap.Channel, static (_, _) => [], static (_, taps, gone) => taps.Remove(gone), tap);
        if (left.IsEmpty)
            _taps.TryRemove(new(tap.Channel, left)); // not when another came meanwhile
    }
}
