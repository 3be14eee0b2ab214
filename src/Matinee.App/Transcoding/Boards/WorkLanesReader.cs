using Dapper;
using Matinee.App.Database;

namespace Matinee.App.Transcoding.Boards;

/// <summary>Reads lanes: four queries, bounded by the window and by a number of cells.</summary>
public sealed class WorkLanesReader(ICatalogueDatabase database)
{
    /// <summary>More cells than this in one picture are dust.</summary>
    public const int MostAttempts = 3_000;

    public const int MostWaiting = 60;

    private const long DayMs = 86_400_000;

    private readonly string _now = database.Dialect.Now;

    public Task<WorkLanes> ReadAsync(TimeSpan window, CancellationToken cancellationToken) =>
        database.ReadAsync(async connection =>
        {
            var length = (long)window.TotalMilliseconds;
            var now = await connection.ExecuteScalarAsync<long>(new CommandDefinition($"SELECT {_now}", cancellationToken: cancellationToken));
            // Two branches, because an OR of the two would be answered by reading every attempt ever made.
            var attempts = await connection.QueryAsync<LaneAttempt>(new CommandDefinition($"""
                SELECT a.task_id AS TaskId, a.epoch AS Epoch, a.worker_id AS WorkerId, COALESCE(w.name, a.worker_id) AS Worker, t.job_id AS JobId, v.title AS Title,
                  t.kind AS Kind, t.idx AS "Index", a.attempt AS Attempt, a.outcome AS Outcome, a.started_at AS StartedAt, a.finished_at AS FinishedAt,
                  CASE WHEN a.outcome <> 'running' THEN t.total_frames WHEN a.epoch = t.lease_epoch THEN t.progress_frames ELSE t.rival_frames END AS ProgressFrames,
                  t.total_frames AS TotalFrames, CASE WHEN a.epoch = t.lease_epoch THEN t.last_progress_at ELSE t.rival_progress_at END AS LastProgressAt
                FROM (
                  SELECT * FROM (SELECT * FROM task_attempts WHERE finished_at > @since ORDER BY finished_at DESC LIMIT {MostAttempts}) past
                  UNION ALL SELECT * FROM task_attempts WHERE outcome = 'running'
                ) a
                JOIN tasks t ON t.id = a.task_id LEFT JOIN workers w ON w.id = a.worker_id LEFT JOIN videos v ON v.id = t.video_id
                ORDER BY a.started_at, a.task_id, a.epoch
                """, new { since = now - length }, cancellationToken: cancellationToken));
            var waiting = await connection.QueryAsync<LaneTask>(new CommandDefinition($"""
                SELECT t.id AS TaskId, t.job_id AS JobId, v.title AS Title, t.kind AS Kind, t.idx AS "Index", t.attempt AS Attempt,
                  CASE WHEN EXISTS (SELECT 1 FROM task_attempts a WHERE a.task_id = t.id AND a.attempt = t.attempt AND a.outcome = 'lost') THEN 1 ELSE 0 END AS Lost
                FROM tasks t LEFT JOIN videos v ON v.id = t.video_id
                WHERE t.state = 'ready' ORDER BY t.priority DESC, t.rank, t.id LIMIT {MostWaiting}
                """, cancellationToken: cancellationToken));
            var total = await connection.ExecuteScalarAsync<long>(new CommandDefinition(
                "SELECT COUNT(*) FROM tasks WHERE state = 'ready'", cancellationToken: cancellationToken));
            return new WorkLanes(now, length, [.. attempts], [.. waiting], total);
        }, cancellationToken);

    /// <summary>By worker; the last 24 hours, from one index.</summary>
    public Task<IReadOnlyDictionary<string, WorkerTally>> TalliesAsync(CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyDictionary<string, WorkerTally>>(async connection => (await connection.QueryAsync<WorkerTally>(new CommandDefinition($"""
            SELECT worker_id AS WorkerId, SUM(CASE WHEN outcome = 'completed' THEN 1 ELSE 0 END) AS Completed,
              SUM(CASE WHEN outcome = 'failed' THEN 1 ELSE 0 END) AS Failed, SUM(CASE WHEN outcome = 'lost' THEN 1 ELSE 0 END) AS Lost
            FROM task_attempts WHERE finished_at > {_now} - {DayMs} GROUP BY worker_id
            """, cancellationToken: cancellationToken))).ToDictionary(tally => tally.WorkerId), cancellationToken);
}
