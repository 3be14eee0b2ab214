namespace Matinee.Load.Tables;

/// <summary>Longest and 99th percentile of the latency of those who read, in milliseconds, with and without one who does not.</summary>
/// <param name="Outcome">Why the round has no figures; empty when it has.</param>
internal sealed record StalledRound(string Peer, double P99Without, double LongestWithout, double P99With, double LongestWith, double GrownMib, long Lost, long Twice, string Outcome = "");
