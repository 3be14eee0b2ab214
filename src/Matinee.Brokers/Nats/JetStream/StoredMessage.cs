namespace Matinee.Brokers.Nats.JetStream;

/// <summary>A message of a stream.</summary>
/// <param name="At">The time that the store gave it.</param>
internal sealed record StoredMessage(string Subject, ulong Sequence, DateTimeOffset At, ReadOnlyMemory<byte> Payload);
