namespace Matinee.Realtime.Admission;

/// <param name="Token">Empty: none was given.</param>
/// <param name="Payload">JSON of the client's own; empty: none.</param>
/// <param name="IsRecovery">The client was subscribed before and says where it was.</param>
public sealed record SubscribeAttempt(string Channel, string Token, ReadOnlyMemory<byte> Payload, bool IsRecovery);
