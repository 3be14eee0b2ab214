using System.Collections.Immutable;

namespace Matinee.Media.Ffmpeg;

/// <summary>One run, complete: what is started, on which file, and what it may cost.</summary>
public sealed record FfmpegCommand
{
    public FfmpegProgram Program { get; init; } = FfmpegProgram.Ffmpeg;

    /// <summary>An array from start to end; no shell ever reads it.</summary>
    public required ImmutableArray<string> Arguments { get; init; }

    /// <summary>
    /// What it reads; null when it reads nothing. A run that reads a proxy cannot be cut off from loopback, and is held to it by
    /// its protocols alone; every other has no network.
    /// </summary>
    public MediaSource? Source { get; init; }

    /// <summary>A folder of this run's own; everything it writes is in here. Created when missing.</summary>
    public required string WorkingFolder { get; init; }

    /// <summary>Frames the run will write; null where progress cannot be told.</summary>
    public long? ExpectedFrames { get; init; }

    /// <summary>May stand still for a while in favour of something more urgent.</summary>
    public bool MayPause { get; init; }

    public SandboxLimits Ceiling { get; init; } = SandboxLimits.Encode;
}
