using Dapper;
using Matinee.App.Database;
using Matinee.App.Transcoding.Events;

namespace Matinee.App.Transcoding.Orders;

/// <summary>Writes orders into <c>jobs</c>, and reads what was tried for them.</summary>
internal sealed class OrderStore(ICatalogueDatabase database, JobStore jobs, TimeProvider time)
{
    private readonly string _now = database.Dialect.Now;

    /// <summary>A new job with its first task; or the unfinished ladder that the video has already.</summary>
    public Task<(JobRow Job, bool Created)> CreateAsync(JobOrder order, CancellationToken cancellationToken) =>
        database.WriteAsync(async (connection, transaction) =>
        {
            var job = await connection.QuerySingleOrDefaultAsync<JobRow>(new CommandDefinition($"""
                INSERT INTO jobs (id, video_id, owner_id, state, priority, plan_version, source_key, source_bytes, created_at, kind, params, affinity, input, output_name)
                VALUES (@id, @video, @owner, 'queued', @priority,
                  CASE WHEN @kind = 'ladder' THEN (SELECT COALESCE(MAX(plan_version), 0) + 1 FROM jobs WHERE video_id = @video) ELSE 0 END,
                  @source, @bytes, {_now}, @kind, @wishes, @affinity, @input, @output)
                ON CONFLICT DO NOTHING RETURNING {JobRow.Columns}
                """, new
            {
                id = EntityIds.New<JobId>(time).Value,
                video = order.Video?.Id.Value ?? "",
                owner = order.Owner.Value,
                priority = order.Priority,
                source = order.Source.Value,
                bytes = order.SourceBytes,
                kind = order.Segmented ? "ladder" : "file",
                wishes = order.Params.Write(),
                affinity = order.Affinity,
                input = order.Input,
                output = order.OutputName,
            }, transaction, cancellationToken: cancellationToken));
            if (job is null)
            {
                return (await connection.QuerySingleAsync<JobRow>(new CommandDefinition(
                    $"SELECT {JobRow.Columns} FROM jobs WHERE video_id = @video AND finished_at IS NULL AND kind = 'ladder'",
                    new { video = order.Video?.Id.Value ?? "" }, transaction, cancellationToken: cancellationToken)), false);
            }

            await jobs.AddTasksAsync(connection, transaction, job, [TaskGraph.Probe], cancellationToken);
            return (job, true);
        }, cancellationToken);

    /// <summary>Moves an unfinished job in the queue; what runs is left alone. False when it has finished.</summary>
    public Task<bool> PrioritiseAsync(JobId id, int priority, CancellationToken cancellationToken) =>
        database.WriteAsync(async (connection, transaction) =>
        {
            var which = new { id = id.Value, priority };
            // The tasks first, while the row still has what was added to them. Each keeps the boost of its kind.
            await connection.ExecuteAsync(new CommandDefinition("""
                UPDATE tasks SET priority = priority - (SELECT j.priority FROM jobs j WHERE j.id = @id) + @priority
                WHERE job_id = @id AND state IN ('waiting', 'ready', 'running') AND EXISTS (SELECT 1 FROM jobs j WHERE j.id = @id AND j.finished_at IS NULL)
                """, which, transaction, cancellationToken: cancellationToken));
            return await connection.ExecuteAsync(new CommandDefinition(
                "UPDATE jobs SET priority = @priority WHERE id = @id AND finished_at IS NULL", which, transaction, cancellationToken: cancellationToken)) == 1;
        }, cancellationToken);

    /// <summary>Stops one task for good. Null when it is not one that can be stopped.</summary>
    public Task<TaskRow?> CancelTaskAsync(JobRow job, TaskId id, CancellationToken cancellationToken) =>
        database.WriteAsync(async (connection, transaction) =>
        {
            var which = new { id = id.Value, job = job.Id };
            var task = await connection.QuerySingleOrDefaultAsync<TaskRow>(new CommandDefinition($"""
                UPDATE tasks SET state = 'cancelled', lease_owner = NULL, lease_until = NULL, rival_owner = NULL, rival_until = NULL,
                  lease_epoch = {LeaseStore.NextEpoch}, finished_at = {_now},
                  failure_code = 'task_cancelled', failure_detail = 'It was cancelled by hand.'
                WHERE id = @id AND job_id = @job AND state IN ('ready', 'running') AND lane <> 'coordinator' RETURNING {TaskRow.Columns}
                """, which, transaction, cancellationToken: cancellationToken));
            if (task is null)
                return null;
            var stopped = await connection.QueryAsync<long>(new CommandDefinition(
                $"UPDATE task_attempts SET outcome = 'cancelled', finished_at = {_now} WHERE task_id = @id AND outcome = 'running' RETURNING epoch",
                which, transaction, cancellationToken: cancellationToken));
            await JobEventLog.FailedAsync(
                connection, transaction, task, stopped.FirstOrDefault(), task.FailureCode ?? "", task.FailureDetail ?? "", cancellationToken);
            // What waited for it waits no longer.
            await connection.ExecuteAsync(new CommandDefinition("""
                UPDATE tasks SET depends_on = depends_on - 1, state = CASE WHEN depends_on = 1 THEN 'ready' ELSE state END
                WHERE job_id = @job AND state = 'waiting' AND depends_on > 0
                """, which, transaction, cancellationToken: cancellationToken));
            return task;
        }, cancellationToken);

    /// <summary>All attempts at a task, oldest first; null when the job has no such task.</summary>
    public Task<IReadOnlyList<AttemptJson>?> AttemptsAsync(JobRow job, TaskId id, CancellationToken cancellationToken) =>
        database.ReadAsync(async connection =>
        {
            var which = new { id = id.Value, job = job.Id };
            if (await connection.ExecuteScalarAsync<long>(new CommandDefinition(
                "SELECT COUNT(*) FROM tasks WHERE id = @id AND job_id = @job", which, cancellationToken: cancellationToken)) == 0)
            {
                return null;
            }

            return (IReadOnlyList<AttemptJson>?)[.. (await connection.QueryAsync<AttemptRow>(new CommandDefinition("""
                SELECT a.attempt AS Attempt, a.worker_id AS WorkerId, w.name AS Worker, a.outcome AS Outcome, a.failure_code AS FailureCode,
                  a.failure_detail AS FailureDetail, a.cpu_seconds AS CpuSeconds, a.bytes_out AS BytesOut, a.started_at AS StartedAt, a.finished_at AS FinishedAt
                FROM task_attempts a LEFT JOIN workers w ON w.id = a.worker_id WHERE a.task_id = @id ORDER BY a.epoch
                """, which, cancellationToken: cancellationToken))).Select(row => row.Shown)];
        }, cancellationToken);

    private sealed class AttemptRow
    {
        public int Attempt { get; set; }

        public string WorkerId { get; set; } = "";

        public string? Worker { get; set; }

        public string Outcome { get; set; } = "";

        public string? FailureCode { get; set; }

        public string? FailureDetail { get; set; }

        public double? CpuSeconds { get; set; }

        public long? BytesOut { get; set; }

        public long StartedAt { get; set; }

        public long? FinishedAt { get; set; }

        public AttemptJson Shown => new(
            Attempt, WorkerId, Worker, Outcome, FailureCode is null ? null : new FailureJson(FailureCode, FailureDetail ?? ""), CpuSeconds, BytesOut,
            DateTimeOffset.FromUnixTimeMilliseconds(StartedAt), FinishedAt is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null);
    }
}
