using System.Collections.Immutable;

namespace Matinee.App.Transcoding.Boards;

/// <summary>What every worker did in the last minutes and has in hand, and what waits for one.</summary>
/// <param name="Now">The database's clock when it was read, Unix milliseconds.</param>
/// <param name="Window">How far back, in milliseconds.</param>
/// <param name="Waiting">Tasks that no worker has yet, the next one first; cut at <see cref="WorkLanesReader.MostWaiting"/>.</param>
public sealed record WorkLanes(long Now, long Window, ImmutableArray<LaneAttempt> Attempts, ImmutableArray<LaneTask> Waiting, long WaitingTotal);

/// <summary>One attempt as a cell of a lane.</summary>
public sealed class LaneAttempt
{
    public string TaskId { get; set; } = "";

    public long Epoch { get; set; }

    public string WorkerId { get; set; } = "";

    public string Worker { get; set; } = "";

    public string JobId { get; set; } = "";

    public string? Title { get; set; }

    public string Kind { get; set; } = "";

    public int Index { get; set; }

    public int Attempt { get; set; }

    public string Outcome { get; set; } = "";

    public long StartedAt { get; set; }

    public long? FinishedAt { get; set; }

    public long ProgressFrames { get; set; }

    public long TotalFrames { get; set; }

    /// <summary>When the frames last moved; they are told with a heartbeat.</summary>
    public long? LastProgressAt { get; set; }

    public bool InHand => Outcome == "running";

    /// <summary>Another attempt of the same task came before.</summary>
    public bool TakenOver => Attempt > 1;

    public double Progress => TotalFrames > 0 ? Math.Min(1, (double)ProgressFrames / TotalFrames) : 0;

    /// <summary>Frames a second up to the last report; 0 while there was none.</summary>
    public double FramesPerSecond => InHand && LastProgressAt is { } at && at > StartedAt ? ProgressFrames * 1000.0 / (at - StartedAt) : 0;
}

public sealed class LaneTask
{
    public string TaskId { get; set; } = "";

    public string JobId { get; set; } = "";

    public string? Title { get; set; }

    public string Kind { get; set; } = "";

    public int Index { get; set; }

    public int Attempt { get; set; }

    public bool Lost { get; set; }
}
