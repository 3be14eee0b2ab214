namespace Matinee.Load.Tables;

/// <param name="KibEach">What the server's processes grew by, a connection.</param>
internal sealed record IdleRound(string Peer, int Connections, double KibEach, double BaseKib, TimeSpan Joining, long Delivered);
