using System.Collections.Immutable;

namespace Matinee.Processes;

/// <summary>Reads one line of output, without its line break. Runs on the child's own thread: while it works, the child waits.</summary>
public delegate void OutputLine(ReadOnlySpan<byte> line);

/// <summary>What to start, and what to hold it to.</summary>
public sealed record ChildProcessSpec
{
    /// <summary>Absolute path of the program.</summary>
    public required string FileName { get; init; }

    /// <summary>Arguments after the program's name, each passed as it is.</summary>
    public ImmutableArray<string> Arguments { get; init; } = [];

    /// <summary>Absolute path of an existing folder.</summary>
    public required string WorkingFolder { get; init; }

    /// <summary>The whole environment of the child; nothing is inherited.</summary>
    public ImmutableDictionary<string, string> Environment { get; init; } = ImmutableDictionary<string, string>.Empty;

    public ProcessLimits Ceiling { get; init; } = ProcessLimits.None;

    /// <summary>Start in a network namespace without any interface but a dead loopback. Needs <see cref="Sandbox.CanIsolateNetwork"/>.</summary>
    public bool IsolateNetwork { get; init; }

    public OutputLine? OnOutput { get; init; }

    public OutputLine? OnError { get; init; }

    /// <summary>Stops the child, with all that it started, and lets it go on.</summary>
    public PauseSwitch? Pause { get; init; }

    /// <summary>Bytes of a line that are kept; the rest of a longer one is dropped, so that no output can fill the memory.</summary>
    public int LongestLine { get; init; } = 16 * 1024;
}
