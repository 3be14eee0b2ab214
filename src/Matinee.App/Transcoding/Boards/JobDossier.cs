using System.Collections.Immutable;

namespace Matinee.App.Transcoding.Boards;

/// <summary>Everything the rows tell of one job.</summary>
/// <param name="Plan">Null while there is none.</param>
public sealed record JobDossier(
    JobBoardRow Job, ImmutableArray<DossierTask> Tasks, ImmutableArray<DossierAttempt> Attempts, ImmutableArray<DossierTrack> Tracks,
    DossierPlan? Plan)
{
    /// <summary>Attempts of one task, the first one first.</summary>
    public ILookup<string, DossierAttempt> AttemptsByTask { get; } = Attempts.ToLookup(attempt => attempt.TaskId);

    public double CpuSeconds => Attempts.Sum(attempt => attempt.CpuSeconds ?? 0);

    /// <summary>Neighbouring chunks that are both committed: what joins them has been checked, frame by frame, on the way in.</summary>
    public int SeamsChecked
    {
        get
        {
            var done = Tasks.Where(task => task is { Kind: "video_chunk", State: "completed" }).Select(task => task.Index).ToHashSet();
            return done.Count(index => done.Contains(index + 1));
        }
    }
}

public sealed class DossierTask
{
    public string Id { get; set; } = "";

    public string Kind { get; set; } = "";

    public int Index { get; set; }

    /// <summary>waiting, ready, running, completed, failed or cancelled.</summary>
    public string State { get; set; } = "";

    public int Attempt { get; set; }

    public int FailCount { get; set; }

    public int LostCount { get; set; }

    public long ProgressFrames { get; set; }

    public long TotalFrames { get; set; }

    public string? FailureCode { get; set; }

    public string? FailureDetail { get; set; }

    public double Progress => State == "completed" ? 1 : State == "running" && TotalFrames > 0 ? Math.Min(1, (double)ProgressFrames / TotalFrames) : 0;
}

/// <summary>One worker's go at one task.</summary>
public sealed class DossierAttempt
{
    public string TaskId { get; set; } = "";

    public long Epoch { get; set; }

    public int Attempt { get; set; }

    public string WorkerId { get; set; } = "";

    /// <summary>The id again when the worker has been removed.</summary>
    public string Worker { get; set; } = "";

    /// <summary>running, completed, failed, lost, released, superseded or cancelled.</summary>
    public string Outcome { get; set; } = "";

    public string? FailureCode { get; set; }

    public string? FailureDetail { get; set; }

    public double? CpuSeconds { get; set; }

    public long StartedAt { get; set; }

    public long? FinishedAt { get; set; }
}

/// <summary>What of a rendition is published.</summary>
public sealed class DossierTrack
{
    public string Rendition { get; set; } = "";

    public long Segments { get; set; }

    public long Bytes { get; set; }
}

public sealed class DossierPlan
{
    public string Plan { get; set; } = "";

    public string Probe { get; set; } = "";

    public bool Settled { get; set; }

    public long CreatedAt { get; set; }
}
