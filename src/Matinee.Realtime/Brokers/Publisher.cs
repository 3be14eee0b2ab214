namespace Matinee.Realtime.Brokers;

/// <summary>Who stands behind an entry or a presence.</summary>
/// <param name="User">The user's id; empty for the anonymous.</param>
/// <param name="Client">The id of the connection.</param>
/// <param name="Connection">JSON about the connection, as the policy gave it; empty: none.</param>
/// <param name="Channel">JSON about the subscription, as the policy gave it; empty: none.</param>
public sealed record Publisher(string User, string Client, ReadOnlyMemory<byte> Connection = default, ReadOnlyMemory<byte> Channel = default);
