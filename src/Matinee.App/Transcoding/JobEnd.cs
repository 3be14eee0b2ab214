using System.Text.Json;
using Dapper;
using Matinee.App.Database;
using Matinee.App.Library;
using Matinee.App.Transcoding.Events;
using Matinee.Media.Planning;

namespace Matinee.App.Transcoding;

/// <summary>How jobs end, and begin again: each in one transaction.</summary>
internal sealed class JobEnd(ICatalogueDatabase database, PlanStore plans)
{
    private readonly string _now = database.Dialect.Now;

    /// <summary>The plan is whole: it plays, the old one retires, the job is done.</summary>
    /// <returns>The row with its figures; null when it was finished by somebody else.</returns>
    public Task<JobRow?> CompleteAsync(JobRow job, EncodePlan plan, CancellationToken cancellationToken) =>
        database.WriteAsync(async (connection, transaction) =>
        {
            var which = new { id = job.Id, video = job.VideoId, version = job.PlanVersion };
            var finished = await connection.QuerySingleOrDefaultAsync<JobRow>(new CommandDefinition($"""
                UPDATE jobs SET state = 'completed', finished_at = {_now}, playable_at = COALESCE(playable_at, {_now}),
                  failure_code = NULL, failure_title = NULL, failure_detail = NULL
                WHERE id = @id AND finished_at IS NULL RETURNING {JobRow.Columns}
                """, which, transaction, cancellationToken: cancellationToken));
            if (finished is null)
                return null;
            await connection.ExecuteAsync(new CommandDefinition(
                $"UPDATE tasks SET state = 'completed', depends_on = 0, finished_at = {_now} WHERE job_id = @id AND kind = 'finalize'",
                which, transaction, cancellationToken: cancellationToken));
            await plans.SwitchAsync(connection, transaction, job, cancellationToken);
            await connection.ExecuteAsync(new CommandDefinition(
                $"UPDATE plans SET state = 'complete', completed_at = {_now} WHERE video_id = @video AND version = @version",
                which, transaction, cancellationToken: cancellationToken));
            var figures = await connection.QuerySingleAsync<JobFigures>(new CommandDefinition("""
                SELECT (SELECT COUNT(*) FROM tasks WHERE job_id = @id) AS Tasks,
                  (SELECT CAST(COALESCE(SUM(fail_count), 0) AS BIGINT) FROM tasks WHERE job_id = @id) AS Retries,
                  (SELECT CAST(COALESCE(SUM(lost_count), 0) AS BIGINT) FROM tasks WHERE job_id = @id) AS LostLeases,
                  (SELECT COALESCE(SUM(a.cpu_seconds), 0.0) FROM task_attempts a JOIN tasks t ON t.id = a.task_id WHERE t.job_id = @id) AS CpuSeconds,
                  (SELECT COUNT(DISTINCT a.worker_id) FROM task_attempts a JOIN tasks t ON t.id = a.task_id WHERE t.job_id = @id AND a.outcome = 'completed') AS WorkersUsed,
                  (SELECT CAST(COALESCE(SUM(bytes), 0) AS BIGINT) FROM segments WHERE video_id = @video AND plan_version = @version)
                    + (SELECT CAST(COALESCE(SUM(bytes), 0) AS BIGINT) FROM plan_objects WHERE video_id = @video AND plan_version = @version) AS Bytes
                """, which, transaction, cancellationToken: cancellationToken));
            var stats = figures.Of(finished, plan.End ?? 0);
            finished.Stats = JsonSerializer.Serialize(stats, JobJson.Default.JobStatsJson);
            await JobEventLog.JobCompletedAsync(connection, transaction, finished, stats, cancellationToken);
            await connection.ExecuteAsync(new CommandDefinition(
                "UPDATE jobs SET stats = @stats WHERE id = @id", new { id = job.Id, stats = finished.Stats }, transaction, cancellationToken: cancellationToken));
            return finished;
        }, cancellationToken);

    /// <summary>Failed or cancelled: nothing of it runs on, nothing of it is shown. An older plan is left as it is.</summary>
    public Task<bool> StopAsync(JobRow job, string state, VideoFailure failure, CancellationToken cancellationToken) =>
        database.WriteAsync(async (connection, transaction) =>
        {
            var which = new { id = job.Id, video = job.VideoId, version = job.PlanVersion, state, failure.Code, failure.Title, failure.Detail };
            var stopped = await connection.ExecuteAsync(new CommandDefinition($"""
                UPDATE jobs SET state = @state, finished_at = {_now}, failure_code = @Code, failure_title = @Title, failure_detail = @Detail
                WHERE id = @id AND finished_at IS NULL
                """, which, transaction, cancellationToken: cancellationToken));
            if (stopped == 0)
                return false;
            await JobEventLog.JobStoppedAsync(connection, transaction, job, state, failure, cancellationToken);
            await connection.ExecuteAsync(new CommandDefinition($"""
                UPDATE tasks SET state = 'cancelled', lease_owner = NULL, lease_until = NULL, rival_owner = NULL, rival_until = NULL, finished_at = {_now}
                WHERE job_id = @id AND state IN ('waiting', 'ready', 'running')
                """, which, transaction, cancellationToken: cancellationToken));
            await connection.ExecuteAsync(new CommandDefinition($"""
                UPDATE task_attempts SET outcome = 'cancelled', finished_at = {_now}
                WHERE outcome = 'running' AND task_id IN (SELECT t.id FROM tasks t WHERE t.job_id = @id)
                """, which, transaction, cancellationToken: cancellationToken));
            await connection.ExecuteAsync(new CommandDefinition(
                "UPDATE plans SET state = 'failed', playing = 0, revision = revision + 1 WHERE video_id = @video AND version = @version",
                which, transaction, cancellationToken: cancellationToken));
            return true;
        }, cancellationToken);

    /// <summary>Takes up what failed or was cancelled; what was completed stays. False when it is not in a state for it.</summary>
    /// <param name="only">One task of a job that may still be running; null for all of a stopped one.</param>
    public Task<bool> RetryAsync(JobRow job, TaskId? only, CancellationToken cancellationToken) =>
        database.WriteAsync(async (connection, transaction) =>
        {
            var which = new { id = job.Id, video = job.VideoId, version = job.PlanVersion, task = only?.Value };
            var taken = await connection.ExecuteAsync(new CommandDefinition($"""
                UPDATE jobs SET state = 'queued', finished_at = NULL, deadline_at = NULL, failure_code = NULL, failure_title = NULL, failure_detail = NULL
                WHERE id = @id AND (state IN ('failed', 'cancelled')
                    AND NOT EXISTS (SELECT 1 FROM jobs other WHERE other.video_id = @video AND other.finished_at IS NULL AND other.kind = 'ladder' AND jobs.kind = 'ladder')
                  OR CAST(@task AS TEXT) IS NOT NULL AND finished_at IS NULL)
                  AND (CAST(@task AS TEXT) IS NULL OR EXISTS (SELECT 1 FROM tasks WHERE id = @task AND job_id = @id AND state IN ('failed', 'cancelled')))
                """, which, transaction, cancellationToken: cancellationToken));
            if (taken == 0)
                return false;
            // Retention may have taken the plan of a job that failed long ago: then all but the look at the file is made anew.
            await connection.ExecuteAsync(new CommandDefinition("""
                DELETE FROM tasks WHERE job_id = @id AND kind NOT IN ('probe', 'file')
                  AND NOT EXISTS (SELECT 1 FROM plans WHERE video_id = @video AND version = @version)
                """, which, transaction, cancellationToken: cancellationToken));
            // A refusal is the result of a completed probe: without a plan the probe is what is tried again.
            await connection.ExecuteAsync(new CommandDefinition("""
                UPDATE tasks SET state = CASE WHEN kind = 'finalize' THEN 'waiting' ELSE 'ready' END,
                  fail_count = 0, lost_count = 0, not_before = 0, failure_code = NULL, failure_detail = NULL, finished_at = NULL, progress_frames = 0
                WHERE job_id = @id AND (state IN ('failed', 'cancelled') OR (kind IN ('probe', 'scan')
                  AND NOT EXISTS (SELECT 1 FROM plans WHERE video_id = @video AND version = @version AND settled = 1)
                  AND state = 'completed'))
                """, which, transaction, cancellationToken: cancellationToken));
            await connection.ExecuteAsync(new CommandDefinition(
                "DELETE FROM task_avoids WHERE task_id IN (SELECT id FROM tasks WHERE job_id = @id AND state = 'ready')",
                which, transaction, cancellationToken: cancellationToken));
            await connection.ExecuteAsync(new CommandDefinition(
                "UPDATE plans SET state = 'building' WHERE video_id = @video AND version = @version AND state = 'failed'",
                which, transaction, cancellationToken: cancellationToken));
            return true;
        }, cancellationToken);

    /// <summary>True for the first caller; the state is only what clients read.</summary>
    public Task<bool> MarkRetryingAsync(JobId id, bool retrying, CancellationToken cancellationToken) =>
        database.WriteAsync(async (connection, transaction) => await connection.ExecuteAsync(new CommandDefinition(
            "UPDATE jobs SET state = @state WHERE id = @id AND finished_at IS NULL AND state <> @state AND state <> 'queued'",
            new { id = id.Value, state = retrying ? "retrying" : "running" }, transaction, cancellationToken: cancellationToken)) == 1, cancellationToken);
}
