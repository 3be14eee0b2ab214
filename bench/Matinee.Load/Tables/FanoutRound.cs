namespace Matinee.Load.Tables;

/// <summary>One server in one round. Milliseconds; deliveries a second of the server's own CPU time.</summary>
internal sealed record FanoutRound(string Peer, long Deliveries, double PerCpuSecond, double PerSecond, double P50, double P99, double Longest, long Lost, long Twice);
