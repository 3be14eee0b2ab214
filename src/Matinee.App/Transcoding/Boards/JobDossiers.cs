using Dapper;
using Matinee.App.Database;

namespace Matinee.App.Transcoding.Boards;

/// <summary>Reads one job whole: five queries, whatever its length.</summary>
public sealed class JobDossiers(ICatalogueDatabase database)
{
    // A film of 30 hours has 1,800 chunks of a minute; a task may have 24 attempts.
    private const int MostTasks = 5_000;
    private const int MostAttempts = 10_000;

    public Task<JobDossier?> FindAsync(JobId id, CancellationToken cancellationToken) =>
        database.ReadAsync<JobDossier?>(async connection =>
        {
            var which = new { id = id.Value };
            var job = await connection.QuerySingleOrDefaultAsync<JobBoardRow>(new CommandDefinition(
                $"SELECT {JobBoardRow.Columns} FROM jobs j LEFT JOIN videos v ON v.id = j.video_id WHERE j.id = @id", which, cancellationToken: cancellationToken));
            if (job is null)
                return null;
            job.Counts = await connection.QuerySingleOrDefaultAsync<JobBoardCounts>(new CommandDefinition(
                $"{JobBoard.CountTasks} WHERE job_id = @id GROUP BY job_id", which, cancellationToken: cancellationToken)) ?? job.Counts;
            var tasks = await connection.QueryAsync<DossierTask>(new CommandDefinition($"""
                SELECT id AS Id, kind AS Kind, idx AS "Index", state AS State, attempt AS Attempt, fail_count AS FailCount, lost_count AS LostCount,
                  progress_frames AS ProgressFrames, total_frames AS TotalFrames, failure_code AS FailureCode, failure_detail AS FailureDetail
                FROM tasks WHERE job_id = @id ORDER BY kind, idx LIMIT {MostTasks}
                """, which, cancellationToken: cancellationToken));
            var attempts = await connection.QueryAsync<DossierAttempt>(new CommandDefinition($"""
                SELECT a.task_id AS TaskId, a.epoch AS Epoch, a.attempt AS Attempt, a.worker_id AS WorkerId, COALESCE(w.name, a.worker_id) AS Worker,
                  a.outcome AS Outcome, a.failure_code AS FailureCode, a.failure_detail AS FailureDetail, a.cpu_seconds AS CpuSeconds,
                  a.started_at AS StartedAt, a.finished_at AS FinishedAt
                FROM tasks t JOIN task_attempts a ON a.task_id = t.id LEFT JOIN workers w ON w.id = a.worker_id
                WHERE t.job_id = @id ORDER BY a.task_id, a.epoch LIMIT {MostAttempts}
                """, which, cancellationToken: cancellationToken));
            var version = new { video = job.VideoId, version = job.PlanVersion };
            var tracks = await connection.QueryAsync<DossierTrack>(new CommandDefinition("""
                SELECT rendition AS Rendition, COUNT(*) AS Segments, CAST(SUM(bytes) AS BIGINT) AS Bytes FROM segments
                WHERE video_id = @video AND plan_version = @version GROUP BY rendition
                """, version, cancellationToken: cancellationToken));
            var plan = await connection.QuerySingleOrDefaultAsync<DossierPlan>(new CommandDefinition(
                """SELECT plan AS "Plan", probe AS Probe, settled AS Settled, created_at AS CreatedAt FROM plans WHERE video_id = @video AND version = @version""",
                version, cancellationToken: cancellationToken));
            return new JobDossier(job, [.. tasks], [.. attempts], [.. tracks], plan);
        }, cancellationToken);
}
