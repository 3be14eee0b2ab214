namespace Matinee.Brokers.Logs;

/// <summary>The end of a log as a node last saw it.</summary>
/// <param name="Tag">Of the entry at the offset.</param>
/// <param name="State">The slot's value; null: not known.</param>
/// <param name="Record">The entry itself; null: only its place is known.</param>
internal sealed record KnownTop(string Epoch, long Offset, string Tag, long Version, ReadOnlyMemory<byte>? State, LogRecord? Record = null);
