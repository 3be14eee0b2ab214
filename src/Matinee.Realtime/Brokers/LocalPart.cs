namespace Matinee.Realtime.Brokers;

/// <summary>What one node's members said to each other while the store was gone.</summary>
/// <param name="From">Where the common log ended for this node; an empty epoch when it never saw the channel.</param>
/// <param name="Items">Entries of this node alone, in their order.</param>
/// <param name="Version">Of the slot, as this node counted on.</param>
public sealed record LocalPart(string Channel, StreamPosition From, StreamPosition Top, IReadOnlyList<Publication> Items, long Version, ReadOnlyMemory<byte> State, Retention Retention);
