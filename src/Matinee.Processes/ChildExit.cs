namespace Matinee.Processes;

/// <summary>How a child ended and what it cost.</summary>
/// <param name="ExitCode">As the shell says it: 128 plus the signal when a signal ended it.</param>
/// <param name="Signal">Null when it exited by itself.</param>
/// <param name="CpuTime">User and system time of the child and of the children it waited for.</param>
/// <param name="Elapsed">From its start to its end.</param>
/// <param name="PeakMemory">Bytes of resident memory at most.</param>
public sealed record ChildExit(int ExitCode, int? Signal, TimeSpan CpuTime, TimeSpan Elapsed, long PeakMemory);
