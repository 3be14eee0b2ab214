namespace Matinee.Realtime.Brokers;

/// <summary>One entry as it stands in a log.</summary>
/// <param name="Offset">From 1 in its epoch.</param>
public sealed record Publication(long Offset, ReadOnlyMemory<byte> Data, IReadOnlyDictionary<string, string>? Tags = null, Publisher? Publisher = null);
