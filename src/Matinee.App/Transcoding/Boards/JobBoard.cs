using Dapper;
using Matinee.App.Database;

namespace Matinee.App.Transcoding.Boards;

/// <summary>
/// The queue as administrators read it: jobs of everybody, page by page, each with its tasks counted in one query a page.
/// Reads only; each query is bounded by a page, by an index or by a limit.
/// </summary>
public sealed class JobBoard(ICatalogueDatabase database)
{
    /// <summary>The pages behind it would be read by a script; that one has the export.</summary>
    public const int LastPage = 4_000;

    /// <summary>The text of the index <c>jobs_in_order</c>, word for word: that is how both databases find it.</summary>
    internal const string QueueOrder =
        "(CASE j.state WHEN 'running' THEN 3000 + j.priority WHEN 'retrying' THEN 2000 + j.priority WHEN 'queued' THEN 1000 + j.priority WHEN 'pending' THEN 1000 + j.priority ELSE 0 END) DESC, j.id DESC";

    // A worker's last leases: enough to find what it does and has just done.
    private const int LeasesLooked = 5_000;

    public Task<JobBoardTally> TallyAsync(string? text, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => connection.QuerySingleAsync<JobBoardTally>(new CommandDefinition($"""
            SELECT CAST(COALESCE(SUM(c.n), 0) AS BIGINT) AS Total,
              CAST(COALESCE(SUM(CASE WHEN c.state IN ('running', 'retrying') THEN c.n ELSE 0 END), 0) AS BIGINT) AS Running,
              CAST(COALESCE(SUM(CASE WHEN c.state IN ('queued', 'pending') THEN c.n ELSE 0 END), 0) AS BIGINT) AS Queued,
              CAST(COALESCE(SUM(CASE WHEN c.state = 'failed' THEN c.n ELSE 0 END), 0) AS BIGINT) AS Failed,
              CAST(COALESCE(SUM(CASE WHEN c.state = 'completed' THEN c.n ELSE 0 END), 0) AS BIGINT) AS Completed,
              CAST(COALESCE(SUM(CASE WHEN c.state = 'cancelled' THEN c.n ELSE 0 END), 0) AS BIGINT) AS Cancelled
            FROM (SELECT j.state AS state, COUNT(*) AS n FROM jobs j {Joined(text)} WHERE {Matches(text)} GROUP BY j.state) c
            """, Parameters(text), cancellationToken: cancellationToken)), cancellationToken);

    public Task<IReadOnlyList<JobBoardRow>> ListAsync(JobBoardQuery query, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<JobBoardRow>>(async connection =>
        {
            var parameters = Parameters(query.Text);
            parameters.Add("rows", query.Rows);
            parameters.Add("skip", (Math.Clamp(query.Page, 1, LastPage) - 1) * query.Rows);
            var rows = (await connection.QueryAsync<JobBoardRow>(new CommandDefinition($"""
                SELECT {JobBoardRow.Columns} FROM jobs j LEFT JOIN videos v ON v.id = j.video_id
                WHERE {StateOf(query.Show)} AND {Matches(query.Text)}
                ORDER BY {OrderOf(query.Sort)} LIMIT @rows OFFSET @skip
                """, parameters, cancellationToken: cancellationToken))).AsList();
            if (rows.Count == 0)
                return rows;
            var counts = (await connection.QueryAsync<JobBoardCounts>(new CommandDefinition(
                $"{CountTasks} WHERE job_id {database.Dialect.In("@jobs")} GROUP BY job_id", new { jobs = rows.Select(row => row.Id).ToArray() }, cancellationToken: cancellationToken)))
                .ToDictionary(each => each.JobId);
            foreach (var row in rows)
                row.Counts = counts.GetValueOrDefault(row.Id) ?? row.Counts;
            return rows;
        }, cancellationToken);

    internal const string CountTasks = """
        SELECT job_id AS JobId, COUNT(*) AS Total, SUM(CASE WHEN state = 'completed' THEN 1 ELSE 0 END) AS Completed,
          SUM(CASE WHEN state = 'running' THEN 1 ELSE 0 END) AS Running, SUM(CASE WHEN state = 'failed' THEN 1 ELSE 0 END) AS Failed,
          SUM(CASE WHEN attempt > 1 THEN 1 ELSE 0 END) AS Repeated,
          CAST(SUM(fail_count) AS BIGINT) AS Failures, CAST(SUM(lost_count) AS BIGINT) AS Lost,
          (SELECT COUNT(DISTINCT a.worker_id) FROM task_attempts a JOIN tasks r ON r.id = a.task_id WHERE a.outcome = 'running' AND r.job_id = tasks.job_id) AS Holders,
          CAST(SUM(CASE WHEN kind NOT IN ('video_chunk', 'file') THEN 0 WHEN state = 'completed' THEN total_frames WHEN state = 'running' THEN progress_frames ELSE 0 END) AS BIGINT) AS Frames,
          CAST(SUM(CASE WHEN kind IN ('video_chunk', 'file') THEN total_frames ELSE 0 END) AS BIGINT) AS TotalFrames,
          CAST(SUM(CASE WHEN kind <> 'audio' THEN 0 WHEN state = 'completed' THEN total_frames WHEN state = 'running' THEN progress_frames ELSE 0 END) AS BIGINT) AS AudioFrames,
          CAST(SUM(CASE WHEN kind = 'audio' THEN total_frames ELSE 0 END) AS BIGINT) AS TotalAudioFrames,
          MAX(CASE WHEN kind IN ('finalize', 'file') THEN 1 ELSE 0 END) AS Settled
        FROM tasks
        """;

    private static string StateOf(string show) => show switch
    {
        "running" => "j.state IN ('running', 'retrying')",
        "queued" => "j.state IN ('queued', 'pending')",
        "failed" or "completed" or "cancelled" => $"j.state = '{show}'",
        _ => "1 = 1",
    };

    private static string OrderOf(string sort) => sort switch
    {
        "newest" => "j.id DESC",
        "oldest" => "j.id",
        "priority" => "j.priority DESC, j.id DESC",
        "unimportant" => "j.priority, j.id DESC",
        "title" => "v.title_key, j.id DESC",
        "title-back" => "v.title_key DESC, j.id DESC",
        _ => QueueOrder,
    };

    private static string Joined(string? text) => string.IsNullOrWhiteSpace(text) ? "" : "LEFT JOIN videos v ON v.id = j.video_id";

    private static string Matches(string? text) => string.IsNullOrWhiteSpace(text) ? "1 = 1" : $"""
        (j.id LIKE @start ESCAPE '\' OR j.video_id LIKE @start ESCAPE '\' OR v.title_key LIKE @part ESCAPE '\'
          OR j.id IN (SELECT t.job_id FROM tasks t WHERE t.id IN (
            SELECT r.task_id FROM (SELECT a.task_id FROM task_attempts a WHERE a.worker_id IN
              (SELECT w.id FROM workers w WHERE lower(w.name) LIKE @part ESCAPE '\' OR w.id LIKE @start ESCAPE '\')
            ORDER BY a.started_at DESC LIMIT {LeasesLooked}) r)))
        """;

    private static DynamicParameters Parameters(string? text)
    {
        var parameters = new DynamicParameters();
        if (string.IsNullOrWhiteSpace(text))
            return parameters;
        var escaped = text.Trim().ToLowerInvariant().Replace(@"\", @"\\", StringComparison.Ordinal).Replace("%", @"\%", StringComparison.Ordinal).Replace("_", @"\_", StringComparison.Ordinal);
        parameters.Add("start", escaped + "%");
        parameters.Add("part", $"%{escaped}%");
        return parameters;
    }
}
