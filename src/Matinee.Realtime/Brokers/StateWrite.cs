namespace Matinee.Realtime.Brokers;

/// <summary>A new value of a channel's slot, written together with an entry when nobody was faster.</summary>
/// <param name="IfVersion">The version the writer saw; 0 for a slot that was never written.</param>
/// <param name="Value">At most 4 KiB.</param>
public sealed record StateWrite(long IfVersion, ReadOnlyMemory<byte> Value);
