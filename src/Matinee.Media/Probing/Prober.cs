using System.Buffers;
using System.Globalization;
using Matinee.Media.Ffmpeg;

namespace Matinee.Media.Probing;

/// <summary>Looks at a source with ffprobe in the sandbox, and decides whether it is taken.</summary>
public sealed class Prober(FfmpegRun run, TimeProvider time)
{
    /// <summary>A decoder may hold 17 frames of 8K at 53 MB each.</summary>
    private const long DecodeMemory = 3L << 30;

    /// <summary>Reads the headers and decodes one frame. Ends within twice the probe timeout, whatever the file is.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="SourceReadException">The source is not to be read at the moment.</exception>
    public async Task<ProbeOutcome> ProbeAsync(MediaSource source, ProbeLimits limits, CancellationToken cancellationToken)
    {
        long bytes = await source.LengthAsync(cancellationToken);
        if (bytes == 0)
        {
            return new ProbeOutcome.Refused(RefusalCodes.Empty, "The file is empty", "It has no bytes at all. Was the copy finished?");
        }

        var answer = new ArrayBufferWriter<byte>();
        bool tooLong = false;
        FfmpegOutcome? outcome = await RunAsync(
            HeaderCommand(source, limits),
            line =>
            {
                tooLong |= answer.WrittenCount + line.Length >= limits.LongestAnswer;
                if (!tooLong)
                {
                    answer.Write(line);
                    answer.Write("\n"u8);
                }
            },
            limits.ProbeTimeout,
            cancellationToken);

        if (tooLong)
        {
            return Refusals.TooManyTracks(limits);
        }

        if (outcome is null)
        {
            return Refusals.TimedOut(limits);
        }

        if (!outcome.Succeeded)
        {
            return Refusals.Unreadable(outcome, await FileSignature.IsIndexedAsync(source, cancellationToken));
        }

        try
        {
            ProbeAnswer parsed = ProbeAnswer.Parse(answer.WrittenMemory, bytes, run.Tool.Decoders.Contains);
            if (parsed.Probe.Video is null && outcome.LastErrorLines.Any(line => line.Contains("exceeds specified max pixel count", StringComparison.Ordinal)))
            {
                return Refusals.TooManyPixels("Each frame has more", limits);
            }

            bool encrypted = parsed.Encrypted || (parsed.Probe.Formats.Contains("mp4") && await FileSignature.IsEncryptedAsync(source, bytes, cancellationToken));
            return Refusals.Judge(parsed, encrypted, limits) ?? await DecodeAsync(parsed.Probe, source, limits, cancellationToken);
        }
        catch (ProbeAnswerException)
        {
            return Refusals.NotMedia();
        }
    }

    /// <summary>Walks over every packet of the picture (of the first sound track where there is none), without decoding.</summary>
    public async Task<ScanOutcome> ScanAsync(MediaSource source, MediaProbe probe, ProbeLimits limits, CancellationToken cancellationToken)
    {
        int stream = probe.Video?.StreamIndex ?? probe.Audio[0].StreamIndex;
        var walk = new PacketWalk(probe.Origin);
        FfmpegOutcome? outcome = await RunAsync(PacketCommand(source, stream, limits), walk.Read, limits.ScanTimeout, cancellationToken);
        if (outcome is null)
        {
            return new ScanOutcome.Refused(
                RefusalCodes.ProbeTimedOut,
                "Reading the file took too long",
                string.Create(CultureInfo.InvariantCulture, $"It was not read through within {limits.ScanTimeout.TotalMinutes:0} minutes."));
        }

        if (walk.Finish() is not { End: > 0 } scan)
        {
            return new ScanOutcome.Refused(
                RefusalCodes.Truncated,
                "The file ends before its index",
                "Its header describes a video, but not one frame of it is there. It was probably cut off while it was copied.");
        }

        return scan.End > limits.LongestDuration.TotalSeconds
            ? new ScanOutcome.Refused(RefusalCodes.TooLong, "The video is too long", Refusals.TooLongDetail(scan.End, limits))
            : new ScanOutcome.Scanned(scan);
    }

    /// <summary>A codec's name is a promise; one decoded frame is proof.</summary>
    private async Task<ProbeOutcome> DecodeAsync(MediaProbe probe, MediaSource source, ProbeLimits limits, CancellationToken cancellationToken)
    {
        int stream = probe.Video?.StreamIndex ?? probe.Audio[0].StreamIndex;
        string codec = probe.Video?.Codec ?? probe.Audio[0].Codec;
        var command = new FfmpegCommand
        {
            Arguments =
            [
                .. SourceArguments.Start(1), .. SourceArguments.Guarded(source, limits.MostPixels),
                "-map", $"0:{stream}", "-frames", "1", "-f", "null", "-",
            ],
            Source = source,
            WorkingFolder = "/",
            Ceiling = SandboxLimits.Probe with { Memory = DecodeMemory },
        };

        var progress = new ProgressParser();
        EncodeProgress? last = null;
        FfmpegOutcome? outcome = await RunAsync(command, line => last = progress.Read(line) ?? last, limits.ProbeTimeout, cancellationToken);
        if (outcome is null)
        {
            return Refusals.TimedOut(limits);
        }

        bool decoded = outcome.Succeeded && (probe.IsAudioOnly ? last is { Time.Ticks: > 0 } : last is { Frames: > 0 });
        return decoded ? new ProbeOutcome.Accepted(probe) : Refusals.NotDecodable(codec, outcome);
    }

    /// <returns>Null when the time was up.</returns>
    private async Task<FfmpegOutcome?> RunAsync(
        FfmpegCommand command,
        Processes.OutputLine onOutput,
        TimeSpan timeout,
        CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        try
        {
            return await run.RunAsync(command, onOutput, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private static FfmpegCommand HeaderCommand(MediaSource source, ProbeLimits limits) => Ffprobe(
        source,
        limits.MostPixels,
        SandboxLimits.Probe with { Memory = limits.MostMemory, CpuTime = limits.ProbeTimeout },
        ["-show_entries", ProbeAnswer.Entries, "-of", "json=compact=1"]);

    private static FfmpegCommand PacketCommand(MediaSource source, int stream, ProbeLimits limits) => Ffprobe(
        source,
        limits.MostPixels,
        SandboxLimits.Probe with { Memory = limits.MostMemory, CpuTime = limits.ScanTimeout },
        ["-select_streams", stream.ToString(CultureInfo.InvariantCulture), "-show_entries", "packet=pts_time,dts_time,duration_time,flags", "-of", "csv=p=0"]);

    private static FfmpegCommand Ffprobe(MediaSource source, long mostPixels, SandboxLimits limits, string[] question) => new()
    {
        Program = FfmpegProgram.Ffprobe,
        Arguments = ["-hide_banner", "-loglevel", "error", .. question, .. SourceArguments.Guarded(source, mostPixels)],
        Source = source,
        WorkingFolder = "/",
        Ceiling = limits,
    };
}
