using Matinee.App.Library;

namespace Matinee.App.Transcoding;

/// <summary>What a client may ask for; the number goes before everything else in the queue.</summary>
internal static class JobPriority
{
    public const int Low = 0;
    public const int Normal = 50;
    public const int High = 75;
    public const int Critical = 100;

    public static string Word(int priority) => priority switch { >= Critical => "critical", >= High => "high", >= Normal => "normal", _ => "low" };
}

/// <summary>A row of <c>jobs</c>.</summary>
internal sealed class JobRow
{
    public const string Columns = """
        id AS Id, video_id AS VideoId, owner_id AS OwnerId, state AS State, priority AS Priority, plan_version AS PlanVersion,
        source_key AS SourceKey, failure_code AS FailureCode, failure_title AS FailureTitle, failure_detail AS FailureDetail,
        kind AS Kind, params AS Params, affinity AS Affinity, input AS Input, source_bytes AS SourceBytes,
        output_name AS OutputName, output_key AS OutputKey, output_bytes AS OutputBytes, output_sha256 AS OutputSha256, output_expires_at AS OutputExpiresAt,
        stats AS Stats, created_at AS CreatedAt, started_at AS StartedAt, playable_at AS PlayableAt, finished_at AS FinishedAt
        """;

    public string Id { get; set; } = "";

    public string VideoId { get; set; } = "";

    public string OwnerId { get; set; } = "";

    /// <summary>queued, running, retrying, completed, failed or cancelled.</summary>
    public string State { get; set; } = "";

    public int Priority { get; set; }

    public int PlanVersion { get; set; }

    public string SourceKey { get; set; } = "";

    /// <summary>ladder or file.</summary>
    public string Kind { get; set; } = "";

    /// <summary>JSON; <c>{}</c> where nobody wished anything.</summary>
    public string Params { get; set; } = "{}";

    /// <summary>none or sameWorker.</summary>
    public string Affinity { get; set; } = "none";

    public string Input { get; set; } = "";

    public long SourceBytes { get; set; }

    public string? OutputName { get; set; }

    public string? OutputKey { get; set; }

    public long? OutputBytes { get; set; }

    public string? OutputSha256 { get; set; }

    public long? OutputExpiresAt { get; set; }

    public string? FailureCode { get; set; }

    public string? FailureTitle { get; set; }

    public string? FailureDetail { get; set; }

    public string? Stats { get; set; }

    public long CreatedAt { get; set; }

    public long? StartedAt { get; set; }

    public long? PlayableAt { get; set; }

    public long? FinishedAt { get; set; }

    public JobId JobId => new(Id);

    /// <summary>One output file, and no version of the video.</summary>
    public bool IsFile => Kind == "file";

    /// <summary>Somebody wished something, so that an automatic encode is not the same.</summary>
    public bool IsOrdered => Params != "{}";

    public bool IsFinished => FinishedAt is not null;

    public VideoFailure? Failure => FailureCode is null ? null : new(FailureCode, FailureTitle ?? "Processing failed", FailureDetail ?? "");
}
