namespace Matinee.App.Transcoding;

/// <summary>A row of <c>tasks</c>.</summary>
internal sealed class TaskRow
{
    public const string Columns = """
        id AS Id, job_id AS JobId, video_id AS VideoId, owner_id AS OwnerId, plan_version AS PlanVersion, kind AS Kind, idx AS Idx,
        state AS State, priority AS Priority, attempt AS Attempt, lease_owner AS LeaseOwner, lease_epoch AS LeaseEpoch,
        progress_frames AS ProgressFrames, total_frames AS TotalFrames, fail_count AS FailCount, lost_count AS LostCount,
        cost_est AS CostEstimate, failure_code AS FailureCode, failure_detail AS FailureDetail, result AS Result,
        depends_on AS DependsOn, rank AS Rank, required_caps AS RequiredCaps, lane AS Lane, rival_owner AS RivalOwner, rival_epoch AS RivalEpoch
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

    /// <summary>The encoder key it needs; empty for none.</summary>
    public string RequiredCaps { get; set; } = "";

    /// <summary>light, first, bulk or coordinator.</summary>
    public string Lane { get; set; } = "";

    /// <summary>Who makes a second attempt at it; null for nobody.</summary>
    public string? RivalOwner { get; set; }

    public long RivalEpoch { get; set; }

    public TaskKind TaskKind => TaskWords.Kind(Kind);

    public TaskLease Lease => new(new TaskId(Id), LeaseEpoch);

    /// <summary>The first attempt or the rival's.</summary>
    public bool IsHeld(long epoch) => State == "running" && (LeaseEpoch == epoch || (RivalOwner is not null && RivalEpoch == epoch));

    /// <summary>As the worker of the second attempt is given it.</summary>
    public TaskRow AsRival()
    {
        var rival = (TaskRow)MemberwiseClone();
        (rival.LeaseOwner, rival.LeaseEpoch, rival.ProgressFrames) = (RivalOwner, RivalEpoch, 0);
        return rival;
    }

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
