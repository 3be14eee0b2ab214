using System.Collections.Immutable;
using System.Text;
using Matinee.Processes;

namespace Matinee.Media.Ffmpeg;

/// <summary>Runs ffmpeg and ffprobe, always in the sandbox: own session, next to no environment, kernel limits, no network where permitted.</summary>
/// <param name="pause">Stops the runs of commands that may pause.</param>
public sealed class FfmpegRun(FfmpegTool tool, PauseSwitch? pause = null)
{
    private const int ErrorLinesKept = 40;
    private const int ErrorLineLength = 2_000;

    /// <summary>SVT-AV1 describes itself in fifteen lines a rendition, which would push out what went wrong; 1 leaves its errors.</summary>
    private static readonly ImmutableDictionary<string, string> Quiet = ImmutableDictionary<string, string>.Empty.Add("SVT_LOG", "1");

    public FfmpegTool Tool { get; } = tool;

    /// <summary>Runs a command to its end and reports each progress block. Cancelling kills the whole process group.</summary>
    /// <exception cref="ChildStartException">It could not be started at all.</exception>
    /// <exception cref="SourceReadException">The source was not to be read while it ran, so its output is void whatever it said.</exception>
    public Task<FfmpegOutcome> RunAsync(FfmpegCommand command, IProgress<EncodeProgress>? progress, CancellationToken cancellationToken)
    {
        var parser = new ProgressParser();
        long frames = 0;
        return RunAsync(command, Report, () => frames, cancellationToken);

        void Report(ReadOnlySpan<byte> line)
        {
            if (parser.Read(line) is { } block)
            {
                frames = block.Frames;
                progress?.Report(block);
            }
        }
    }

    /// <summary>Runs a command whose standard output is the answer, line by line.</summary>
    internal Task<FfmpegOutcome> RunAsync(FfmpegCommand command, OutputLine onOutput, CancellationToken cancellationToken) =>
        RunAsync(command, onOutput, static () => 0, cancellationToken);

    private async Task<FfmpegOutcome> RunAsync(
        FfmpegCommand command,
        OutputLine onOutput,
        Func<long> frames,
        CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(command.WorkingFolder);
        var errors = new Queue<string>();
        var spec = new ChildProcessSpec
        {
            FileName = Tool.PathOf(command.Program),
            Arguments = command.Arguments,
            WorkingFolder = command.WorkingFolder,
            Environment = Quiet,
            IsolateNetwork = Tool.IsolatesNetwork && command.Source is not { IsFile: false },
            Ceiling = new ProcessLimits
            {
                AddressSpace = command.Ceiling.Memory,
                CpuTime = command.Ceiling.CpuTime,
                FileSize = command.Ceiling.FileSize,
                Nice = command.Ceiling.Nice,
            },
            OnOutput = onOutput,
            OnError = Remember,
            LongestLine = ErrorLineLength,
            Pause = command.MayPause ? pause : null,
        };

        int faults = command.Source?.Faults ?? 0;
        ChildExit exit = await ChildProcess.RunAsync(spec, cancellationToken);
        if (command.Source is { } source && source.Faults != faults)
        {
            throw new SourceReadException(source.LastFault ?? "The source was not to be read.");
        }

        return new FfmpegOutcome(
            exit.ExitCode,
            exit.Signal,
            exit.CpuTime,
            exit.Elapsed,
            frames(),
            [.. errors],
            [spec.FileName, .. command.Arguments]);

        void Remember(ReadOnlySpan<byte> line)
        {
            if (errors.Count == ErrorLinesKept)
            {
                errors.Dequeue();
            }

            errors.Enqueue(Encoding.UTF8.GetString(line));
        }
    }
}
