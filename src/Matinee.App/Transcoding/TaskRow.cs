namespace Matinee.App.Transcoding;

/// <summary>A row of <c>tasks</c>.</summary>
internal sealed class TaskRow
{
    public const string Columns = """
        id AS Id, job_id AS JobId, video_id AS VideoId, owner_id AS OwnerId, plan_version AS PlanVersion, kind AS Kind, idx AS Idx,
        state AS State, priority AS Priority, attempt AS Attempt, lease_owner AS LeaseOwner, lease_epoch AS LeaseEpoch,
        progress_frames AS ProgressFrames, total_frames AS TotalFrames, fail_count AS FailCount, lost_count AS LostCount,
        cost_est AS CostEstimate, failure_code AS FailureCode, failure_detail AS FailureDetail, result AS Result,
        depends_on AS DependsOn, rank AS Rank
        """;

    public string Id { get; set; } = "";

    public string JobId { get; set; } = "";

    public string VideoId { get; set; } = "";

    public string OwnerId { get; set; } = "";

    public int PlanVersion { get; set; }

    public string Kind { get; set; } = "";

    public int Idx { get; set; }

    /// <summary>waiting, ready, running, completed, failed or cancelled.</summary>
    public string State { get; set; } = "";

    public int Priority { get; set; }

    public int Attempt { get; set; }

    public string? LeaseOwner { get; set; }

    public long LeaseEpoch { get; set; }

    public long ProgressFrames { get; set; }

    public long TotalFrames { get; set; }

    public int FailCount { get; set; }

    public int LostCount { get; set; }

    public double CostEstimate { get; set; }

    public string? FailureCode { get; set; }

    public string? FailureDetail { get; set; }

    public string? Result { get; set; }

    public int DependsOn { get; set; }

    public int Rank { get; set; }

    public TaskKind TaskKind => TaskWords.Kind(Kind);

    public TaskLease Lease => new(new TaskId(Id), LeaseEpoch);

    public bool IsFinished => State is "completed" or "failed" or "cancelled";

    /// <summary>0 to 1; work that is not counted in frames is done or not.</summary>
    public double Progress => State == "completed" ? 1 : TotalFrames > 0 ? Math.Min(1, (double)ProgressFrames / TotalFrames) : 0;

    /// <summary>The word a client reads.</summary>
    public string PublicState => State switch
    {
        "waiting" => "pending",
        "ready" => FailCount > 0 ? "retrying" : "queued",
        _ => State,
    };
}
