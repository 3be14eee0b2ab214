namespace Matinee.Load.Tables;

/// <summary>A steady rate: what it was meant to be and what it was, and the latency in milliseconds.</summary>
internal sealed record PacedRound(string Peer, double WantedPerSecond, double PerSecond, double P50, double P99, double Longest, double ServerCores, long Delivered, long Lost, long Twice);
