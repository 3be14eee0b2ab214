namespace Matinee.App.Transcoding.Boards;

/// <summary>What of the queue is looked at.</summary>
public sealed record JobBoardQuery
{
    /// <summary>Words of <c>?show=</c>; the first is the one without a parameter.</summary>
    public static IReadOnlyList<string> Filters { get; } = ["all", "running", "queued", "failed", "completed", "cancelled"];

    /// <summary>Words of <c>?sort=</c>; the first is the one without a parameter.</summary>
    public static IReadOnlyList<string> Orders { get; } = ["queue", "newest", "oldest", "priority", "unimportant", "title", "title-back"];

    public string Show { get; init; } = "all";

    public string Sort { get; init; } = "queue";

    /// <summary>Part of a title or of a worker's name, or the beginning of an id.</summary>
    public string? Text { get; init; }

    /// <summary>From 1.</summary>
    public int Page { get; init; } = 1;

    public int Rows { get; init; } = 25;
}

/// <summary>How many jobs are in each state, for one text.</summary>
public sealed class JobBoardTally
{
    public long Total { get; set; }

    public long Running { get; set; }

    public long Queued { get; set; }

    public long Failed { get; set; }

    public long Completed { get; set; }

    public long Cancelled { get; set; }

    public long Of(string show) => show switch
    {
        "running" => Running,
        "queued" => Queued,
        "failed" => Failed,
        "completed" => Completed,
        "cancelled" => Cancelled,
        _ => Total,
    };
}
