namespace Matinee.Realtime.Brokers;

/// <summary>Where a log ends, and the slot beside it.</summary>
/// <param name="Position">The newest offset; 0 before the first.</param>
/// <param name="Oldest">The first offset that can still be read; one above the newest when there is none.</param>
/// <param name="Version">Writes of the slot so far; it goes on counting over removals.</param>
/// <param name="State">The slot; empty before its first write.</param>
public sealed record ChannelTop(StreamPosition Position, long Oldest, long Version, ReadOnlyMemory<byte> State);
