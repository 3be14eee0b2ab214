using System.Collections.Immutable;

namespace Matinee.Media.Ffmpeg;

/// <summary>How a run ended. Exit code 0 is not proof: the caller checks the output too.</summary>
/// <param name="Signal">The signal that ended it; null when it exited by itself.</param>
/// <param name="CpuTime">User and system time of the process.</param>
/// <param name="Frames">Frames it reported last.</param>
/// <param name="LastErrorLines">The end of its stderr, oldest first; at most 40 lines of 2,000 characters.</param>
/// <param name="CommandLine">Program and arguments exactly as they were started.</param>
public sealed record FfmpegOutcome(
    int ExitCode,
    int? Signal,
    TimeSpan CpuTime,
    TimeSpan Elapsed,
    long Frames,
    ImmutableArray<string> LastErrorLines,
    ImmutableArray<string> CommandLine)
{
    public bool Succeeded => ExitCode == 0 && Signal is null;
}
