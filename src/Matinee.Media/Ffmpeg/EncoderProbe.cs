using System.Collections.Immutable;
using System.Text;
using Matinee.Processes;

namespace Matinee.Media.Ffmpeg;

/// <summary>
/// Finds out which encoders work by encoding with them: a build lists encoders whose driver, card or permission is missing.
/// </summary>
public static class EncoderProbe
{
    /// <summary>Proof that it works, and what starting costs.</summary>
    private const int FewFrames = 10;

    /// <summary>The difference to the few is the speed without the start.</summary>
    private const int MoreFrames = 60;

    /// <summary>A card that waits for its driver is of no use.</summary>
    private static readonly TimeSpan HardwareDeadline = TimeSpan.FromSeconds(4);

    /// <summary>Half a second is enough for the more frames, but for a machine that does much else: it would be without an encoder until it starts anew.</summary>
    private static readonly TimeSpan SoftwareDeadline = TimeSpan.FromSeconds(30);

    private static readonly ImmutableArray<string> WantedFilters = ["zscale", "tonemap", "libvmaf"];

    /// <summary>Takes about three seconds on two cores; a card that hangs is given up after four seconds.</summary>
    /// <exception cref="FfmpegMissingException">ffmpeg does not answer.</exception>
    public static async Task<EncoderAbilities> RunAsync(FfmpegTool tool, CancellationToken cancellationToken)
    {
        HashSet<string> listed = await NamesAsync(tool, "-encoders", cancellationToken);
        HashSet<string> filters = await NamesAsync(tool, "-filters", cancellationToken);
        var encoders = ImmutableArray.CreateBuilder<EncoderAbility>();
        foreach (EncoderCandidate candidate in EncoderCandidate.All.Where(candidate => listed.Contains(candidate.Encoder)))
        {
            if (await TryAsync(tool, candidate, cancellationToken) is { } ability)
            {
                encoders.Add(ability);
            }
        }

        return new EncoderAbilities(
            tool.Version,
            encoders.ToImmutable(),
            [.. WantedFilters.Where(filters.Contains)],
            Environment.ProcessorCount,
            GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
    }

    private static async Task<EncoderAbility?> TryAsync(FfmpegTool tool, EncoderCandidate candidate, CancellationToken cancellationToken)
    {
        if (await EncodeAsync(tool, candidate, FewFrames, cancellationToken) is not { } few)
        {
            return null;
        }

        // Works, yet is too slow to finish: the proof alone gives the speed.
        TimeSpan? more = await EncodeAsync(tool, candidate, MoreFrames, cancellationToken);
        double speed = more > few ? (MoreFrames - FewFrames) / (more.Value - few).TotalSeconds : FewFrames / few.TotalSeconds;
        return new EncoderAbility(candidate.Encoder, candidate.Codec, Math.Round(speed, 1), candidate.Hardware);
    }

    /// <returns>How long it took; null when it failed, wrote too few frames or was not done in time.</returns>
    private static async Task<TimeSpan?> EncodeAsync(FfmpegTool tool, EncoderCandidate candidate, int frames, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(candidate.Hardware ? HardwareDeadline : SoftwareDeadline);
        string count = SourceArguments.Number(frames);
        var command = new FfmpegCommand
        {
            Arguments =
            [
                .. SourceArguments.Start(Environment.ProcessorCount),
                .. candidate.Device,
                "-f", "lavfi", "-i", "testsrc2=size=640x360:rate=30",
                "-vf", candidate.Filter, "-frames:v", count, "-c:v", candidate.Encoder, .. candidate.Options,
                "-f", "null", "-",
            ],
            WorkingFolder = "/",
            ExpectedFrames = frames,

            // A card's driver maps more than it has memory.
            Ceiling = new SandboxLimits(candidate.Hardware ? null : SandboxLimits.Encode.Memory, TimeSpan.FromSeconds(60), 0),
        };
        try
        {
            FfmpegOutcome outcome = await new FfmpegRun(tool).RunAsync(command, progress: null, deadline.Token);
            return outcome.Succeeded && outcome.Frames == frames ? outcome.Elapsed : null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>The second word of each line of a listing: " V....D libx264   ...".</summary>
    private static async Task<HashSet<string>> NamesAsync(FfmpegTool tool, string question, CancellationToken cancellationToken)
    {
        HashSet<string> names = new(StringComparer.Ordinal);
        var spec = new ChildProcessSpec
        {
            FileName = tool.FfmpegPath,
            Arguments = ["-hide_banner", question],
            WorkingFolder = "/",
            OnOutput = line =>
            {
                if (Encoding.UTF8.GetString(line).Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, var name, ..])
                {
                    names.Add(name);
                }
            },
        };
        ChildExit exit = await ChildProcess.RunAsync(spec, cancellationToken);
        return exit.ExitCode == 0 ? names : throw new FfmpegMissingException($"{tool.FfmpegPath} {question} ended with {exit.ExitCode}.");
    }
}
