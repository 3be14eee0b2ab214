using Matinee.Realtime.Brokers;

namespace Matinee.Realtime.Admission;

/// <summary>A connection, as the policy sees it.</summary>
/// <param name="Id">Of the connection; another one after every reconnect.</param>
/// <param name="User">Empty for the anonymous.</param>
/// <param name="Connection">JSON that presence and publications show to others; empty: none.</param>
/// <param name="Tag">Whatever the policy wants to find again.</param>
public sealed record RealtimeClient(string Id, string User, ReadOnlyMemory<byte> Connection, object? Tag)
{
    public Publisher AsPublisher(ReadOnlyMemory<byte> channel = default) => new(User, Id, Connection, channel);
}
