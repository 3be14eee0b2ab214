using System.Collections.Immutable;
using Matinee.App.Transcoding;
using Matinee.Media.Ffmpeg;

namespace Matinee.App.Workers;

/// <summary>What an attempt came to, before anybody has checked it.</summary>
internal abstract record WorkOutcome(double CpuSeconds)
{
    public sealed record WorkDone(ImmutableArray<TaskOutput> Outputs, string? Result, double CpuSeconds) : WorkOutcome(CpuSeconds);

    public sealed record WorkFailed(FaultClass Class, string Code, string Detail, double CpuSeconds) : WorkOutcome(CpuSeconds);

    private const int StderrLines = 12;

    public static WorkFailed Ffmpeg(FfmpegOutcome run) => new(
        FaultClass.Worker,
        run.LastErrorLines.Any(line => line.Contains("No space left on device", StringComparison.Ordinal)) ? "worker_disk_full"
            : run.Signal is null ? "ffmpeg_failed" : "ffmpeg_killed",
        string.Join('\n', (IEnumerable<string>)[
            run.Signal is { } signal ? $"ffmpeg was ended by signal {signal}." : $"ffmpeg ended with exit code {run.ExitCode}.",
            .. run.LastErrorLines.TakeLast(StderrLines)]),
        run.CpuTime.TotalSeconds);

    public static WorkFailed Missing(string what, FfmpegOutcome run) => new(
        FaultClass.Verification, "output_missing", $"ffmpeg ended well but left no {what}.", run.CpuTime.TotalSeconds);
}
