namespace Matinee.App.Transcoding.Boards;

/// <summary>A job as a line of the queue, with its tasks counted.</summary>
public sealed class JobBoardRow
{
    internal const string Columns = """
        j.id AS Id, j.video_id AS VideoId, j.owner_id AS OwnerId, j.state AS State, j.priority AS Priority, j.plan_version AS PlanVersion,
        j.source_bytes AS SourceBytes, j.kind AS Kind, j.affinity AS Affinity, j.input AS Input, j.output_name AS OutputName, j.failure_code AS FailureCode, j.failure_title AS FailureTitle, j.failure_detail AS FailureDetail,
        j.stats AS Stats, j.created_at AS CreatedAt, j.started_at AS StartedAt, j.playable_at AS PlayableAt, j.finished_at AS FinishedAt,
        v.title AS Title, v.source_name AS SourceName, v.encoded_seconds AS EncodedSeconds, v.duration_seconds AS DurationSeconds,
        CASE WHEN j.finished_at IS NULL THEN v.eta_seconds ELSE NULL END AS EtaSeconds
        """;

    public string Id { get; set; } = "";

    public string VideoId { get; set; } = "";

    public string OwnerId { get; set; } = "";

    /// <summary>pending, queued, running, retrying, completed, failed or cancelled.</summary>
    public string State { get; set; } = "";

    public int Priority { get; set; }

    public int PlanVersion { get; set; }

    public long SourceBytes { get; set; }

    /// <summary>ladder or file.</summary>
    public string Kind { get; set; } = "";

    /// <summary>none or sameWorker.</summary>
    public string Affinity { get; set; } = "";

    /// <summary>As ordered: a video, or the key of an object; empty where nobody ordered it.</summary>
    public string Input { get; set; } = "";

    public string? OutputName { get; set; }

    public string? FailureCode { get; set; }

    public string? FailureTitle { get; set; }

    public string? FailureDetail { get; set; }

    public string? Stats { get; set; }

    public long CreatedAt { get; set; }

    public long? StartedAt { get; set; }

    public long? PlayableAt { get; set; }

    public long? FinishedAt { get; set; }

    /// <summary>Of the video; null when it is gone, or never was one.</summary>
    public string? Title { get; set; }

    public string? SourceName { get; set; }

    public double? EncodedSeconds { get; set; }

    public double? DurationSeconds { get; set; }

    /// <summary>As the job's own loop last reported it.</summary>
    public double? EtaSeconds { get; set; }

    public JobBoardCounts Counts { get; set; } = new();

    /// <summary>What people call it; null when its video is gone.</summary>
    public string? Name => Title ?? (Input.Length > 0 ? OutputName ?? Input : null);

    public bool IsFile => Kind == "file";

    public bool IsFinished => FinishedAt is not null;

    public bool MayRetry => State is "failed" or "cancelled";

    /// <summary>The word of the API: low, normal, high or critical.</summary>
    public string PriorityWord => JobPriority.Word(Priority);

    /// <summary>From the first lease to the end; null until then.</summary>
    public double? TookSeconds => StartedAt is { } from && FinishedAt is { } to ? (to - from) / 1000.0 : null;

    /// <summary>0 to 1, by frames; the last hundredth is the check at the end.</summary>
    public double Progress => State == "completed" ? 1 : Math.Min(0.99, Counts.Share);
}

/// <summary>The tasks of a job, counted by the database.</summary>
public sealed class JobBoardCounts
{
    public string JobId { get; set; } = "";

    public int Total { get; set; }

    public int Completed { get; set; }

    public int Running { get; set; }

    public int Failed { get; set; }

    /// <summary>Tasks that were given to a worker more than once.</summary>
    public int Repeated { get; set; }

    public int Failures { get; set; }

    public int Lost { get; set; }

    /// <summary>Different workers that hold a task now.</summary>
    public int Holders { get; set; }

    public long Frames { get; set; }

    public long TotalFrames { get; set; }

    public long AudioFrames { get; set; }

    public long TotalAudioFrames { get; set; }

    /// <summary>False while the plan may still grow: a share of it would be a share of the beginning.</summary>
    public bool Settled { get; set; }

    public double Share => !Settled ? 0
        : TotalFrames > 0 ? (double)Frames / TotalFrames
        : TotalAudioFrames > 0 ? (double)AudioFrames / TotalAudioFrames : 0;
}
