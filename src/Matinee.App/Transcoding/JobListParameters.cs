using Matinee.App.Http;

namespace Matinee.App.Transcoding;

/// <summary>The query of the list of jobs.</summary>
/// <param name="Mine">An administrator's own alone; others see only theirs anyway.</param>
internal readonly record struct JobListParameters(PageLimit? Limit, PageCursor? Cursor, string? VideoId, string? State, bool? Mine)
{
    public static readonly string[] States = ["pending", "queued", "running", "retrying", "completed", "failed", "cancelled"];
}
