using System.Data.Common;
using Dapper;
using Matinee.App.Database;
using Matinee.App.Fleet;
using Matinee.App.Transcoding.Events;
using Microsoft.Extensions.Options;

namespace Matinee.App.Transcoding;

/// <summary>
/// The life of a lease in <c>tasks</c>: taken, kept, given back, lost. Each verb is one transaction; an epoch that is not
/// the row's changes nothing.
/// </summary>
internal sealed class LeaseStore(ICatalogueDatabase database, IOptions<TranscodingOptions> options)
{
    private readonly string _now = database.Dialect.Now;

    /// <summary>
    /// The best ready task of the free lanes: class and boost first, then the owner with the fewest slots in use, then the
    /// one who waited longest, then the older job, then its next chunk.
    /// </summary>
    public Task<TaskRow?> TakeAsync(LeaseRequest request, CancellationToken cancellationToken) =>
        database.WriteAsync(async (connection, transaction) =>
        {
            var row = await connection.QuerySingleOrDefaultAsync<TaskRow>(new CommandDefinition($"""
                UPDATE tasks SET state = 'running', lease_owner = @worker, lease_epoch = lease_epoch + 1, lease_until = {_now} + @lease,
                  attempt = attempt + 1, progress_frames = 0, last_progress_at = {_now}, started_at = COALESCE(started_at, {_now})
                WHERE id = (
                  SELECT t.id FROM tasks t
                  WHERE t.state = 'ready' AND t.not_before <= {_now}
                    AND ((t.lane = 'light' AND @light > 0) OR (t.lane = 'first' AND @first > 0) OR (t.lane = 'bulk' AND @bulk > 0))
                    AND (t.required_caps = '' OR EXISTS (SELECT 1 FROM worker_encoders e WHERE e.worker_id = @worker AND e.encoder_key = t.required_caps))
                    AND EXISTS (SELECT 1 FROM workers w WHERE w.id = @worker AND w.incarnation = @incarnation AND w.state = 'active' AND w.order_mode = '')
                  ORDER BY t.priority DESC,
                    (SELECT COUNT(*) FROM tasks r WHERE r.state = 'running' AND r.owner_id = t.owner_id AND r.lane <> 'light'),
                    COALESCE((SELECT o.leased_at FROM owner_turns o WHERE o.owner_id = t.owner_id), 0),
                    t.job_id, t.rank, t.id
                  LIMIT 1 {SkipLocked(database.Dialect)})
                RETURNING {TaskRow.Columns}
                """, new
            {
                worker = request.Worker.Id.Value,
                incarnation = request.Worker.Incarnation,
                light = request.Light,
                first = request.First,
                bulk = request.Bulk,
                lease = (long)options.Value.LeaseTime.TotalMilliseconds,
            }, transaction, cancellationToken: cancellationToken));
            if (row is not null)
                await RecordStartAsync(connection, transaction, row, request.Worker.Id, cancellationToken);
            return row;
        }, cancellationToken);

    /// <summary>A heartbeat, in one transaction. The worker is null when it is unknown or replaced; else whether each lease was kept.</summary>
    public Task<(WorkerRow? Worker, IReadOnlyList<bool> Kept)> BeatAsync(WorkerBeat beat, WorkerStore workers, CancellationToken cancellationToken) =>
        database.WriteGuardedAsync<(WorkerRow?, IReadOnlyList<bool>)>(async (connection, transaction) =>
        {
            if (await workers.BeatAsync(connection, transaction, beat.Worker, cancellationToken) is not { } worker)
                return (null, []);
            List<bool> kept = [];
            foreach (var task in beat.Tasks)
                kept.Add(await KeepAsync(connection, transaction, task.Lease, task.Frames, cancellationToken));
            return (worker, kept);
        }, cancellationToken);

    /// <summary>Keeps the lease; frames that did not move do not count as life. False when the epoch is not the row's.</summary>
    public Task<bool> KeepAsync(TaskLease lease, long frames, CancellationToken cancellationToken) =>
        database.WriteGuardedAsync((connection, transaction) => KeepAsync(connection, transaction, lease, frames, cancellationToken), cancellationToken);

    public async Task<bool> KeepAsync(DbConnection connection, DbTransaction transaction, TaskLease lease, long frames, CancellationToken cancellationToken) =>
        await connection.ExecuteAsync(new CommandDefinition($"""
            UPDATE tasks SET lease_until = {_now} + @lease,
              last_progress_at = CASE WHEN @frames > progress_frames THEN {_now} ELSE last_progress_at END,
              progress_frames = CASE WHEN @frames > progress_frames THEN @frames ELSE progress_frames END
            WHERE id = @id AND lease_epoch = @epoch AND state = 'running'
            """, new { id = lease.Task.Value, epoch = lease.Epoch, frames, lease = (long)options.Value.LeaseTime.TotalMilliseconds },
            transaction, cancellationToken: cancellationToken)) == 1;

    /// <summary>Undone and at once ready for anybody; neither a failure nor a loss.</summary>
    public Task<TaskRow?> ReleaseAsync(TaskLease lease, CancellationToken cancellationToken) =>
        database.WriteAsync(async (connection, transaction) =>
        {
            var row = await connection.QuerySingleOrDefaultAsync<TaskRow>(new CommandDefinition($"""
                UPDATE tasks SET state = 'ready', lease_owner = NULL, lease_until = NULL, lease_epoch = lease_epoch + 1
                WHERE id = @id AND lease_epoch = @epoch AND state = 'running' RETURNING {TaskRow.Columns}
                """, new { id = lease.Task.Value, epoch = lease.Epoch }, transaction, cancellationToken: cancellationToken));
            if (row is not null)
                await EndAttemptAsync(connection, transaction, lease, "released", null, 0, cancellationToken);
            return row;
        }, cancellationToken);

    /// <summary>The attempt failed. Null when the epoch is not the row's; else the row as it now stands: ready again, or failed.</summary>
    public Task<TaskRow?> FailAsync(TaskFault fault, double jitter, CancellationToken cancellationToken) =>
        database.WriteAsync(async (connection, transaction) =>
        {
            var failures = await connection.QuerySingleOrDefaultAsync<int?>(new CommandDefinition(
                "SELECT fail_count FROM tasks WHERE id = @id AND lease_epoch = @epoch AND state = 'running'",
                new { id = fault.Lease.Task.Value, epoch = fault.Lease.Epoch }, transaction, cancellationToken: cancellationToken));
            if (failures is not { } before)
                return null;
            var decision = RetryPolicy.AfterFailure(fault.Class, before + 1, jitter, options.Value);
            await EndAttemptAsync(connection, transaction, fault.Lease, "failed", fault, fault.CpuSeconds, cancellationToken);
            var row = await connection.QuerySingleAsync<TaskRow>(new CommandDefinition($"""
                UPDATE tasks SET state = @state, lease_owner = NULL, lease_until = NULL, lease_epoch = lease_epoch + 1,
                  fail_count = fail_count + 1, not_before = {_now} + @delay, failure_code = @code, failure_detail = @detail,
                  finished_at = CASE WHEN @state = 'failed' THEN {_now} ELSE NULL END
                WHERE id = @id RETURNING {TaskRow.Columns}
                """, new
            {
                id = fault.Lease.Task.Value,
                state = decision.WillRetry ? "ready" : "failed",
                delay = (long)(decision.Delay ?? TimeSpan.Zero).TotalMilliseconds,
                code = fault.Code,
                detail = fault.Detail,
            }, transaction, cancellationToken: cancellationToken));
            await JobEventLog.FailedAsync(connection, transaction, row, fault.Lease.Epoch, fault.Code, fault.Detail, cancellationToken);
            return row;
        }, cancellationToken);

    /// <summary>Running tasks whose worker has been silent for the lease time, or whose frames stand still for the task timeout.</summary>
    public Task<IReadOnlyList<OverdueTask>> OverdueAsync(CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<OverdueTask>>(async connection => (await connection.QueryAsync<OverdueTask>(new CommandDefinition($"""
            SELECT id AS Id, lease_epoch AS Epoch, CASE WHEN lease_until < {_now} THEN 1 ELSE 0 END AS Silent FROM tasks
            WHERE state = 'running' AND lane <> 'coordinator' AND (lease_until < {_now} OR last_progress_at < {_now} - @stall)
            """, new { stall = (long)options.Value.TaskTimeout.TotalMilliseconds }, cancellationToken: cancellationToken))).AsList(), cancellationToken);

    /// <summary>Takes back a lease whose worker is gone. Null when it spoke up meanwhile.</summary>
    public Task<TaskRow?> LoseAsync(TaskLease lease, CancellationToken cancellationToken) =>
        database.WriteAsync((connection, transaction) => LoseAsync(connection, transaction, lease, $"AND lease_until < {_now}", cancellationToken), cancellationToken);

    internal async Task<TaskRow?> LoseAsync(
        DbConnection connection, DbTransaction transaction, TaskLease lease, string condition, CancellationToken cancellationToken)
    {
        var row = await connection.QuerySingleOrDefaultAsync<TaskRow>(new CommandDefinition($"""
            UPDATE tasks SET state = CASE WHEN lost_count + 1 > @limit THEN 'failed' ELSE 'ready' END,
              lease_owner = NULL, lease_until = NULL, lease_epoch = lease_epoch + 1, lost_count = lost_count + 1,
              failure_code = CASE WHEN lost_count + 1 > @limit THEN 'workers_lost' ELSE failure_code END,
              failure_detail = CASE WHEN lost_count + 1 > @limit THEN 'Every worker that tried this part vanished.' ELSE failure_detail END,
              finished_at = CASE WHEN lost_count + 1 > @limit THEN {_now} ELSE NULL END
            WHERE id = @id AND lease_epoch = @epoch AND state = 'running' {condition} RETURNING {TaskRow.Columns}
            """, new { id = lease.Task.Value, epoch = lease.Epoch, limit = options.Value.LostLeases }, transaction, cancellationToken: cancellationToken));
        if (row is null)
            return null;
        await EndAttemptAsync(connection, transaction, lease, "lost", null, 0, cancellationToken);
        await JobEventLog.FailedAsync(connection, transaction, row, lease.Epoch, "worker_lost", "The worker fell silent or started anew.", cancellationToken);
        return row;
    }

    /// <returns>How long the attempt took.</returns>
    internal async Task<TimeSpan> EndAttemptAsync(
        DbConnection connection, DbTransaction transaction, TaskLease lease, string outcome, TaskFault? fault, double cpuSeconds,
        CancellationToken cancellationToken, long bytesOut = 0) =>
        TimeSpan.FromMilliseconds(await connection.QuerySingleOrDefaultAsync<long>(new CommandDefinition($"""
            UPDATE task_attempts SET outcome = @outcome, failure_code = @code, failure_detail = @detail, cpu_seconds = @cpu,
              bytes_out = @bytes, finished_at = {_now}
            WHERE task_id = @id AND epoch = @epoch RETURNING finished_at - started_at
            """, new
        {
            id = lease.Task.Value,
            epoch = lease.Epoch,
            outcome,
            code = fault?.Code,
            detail = fault?.Detail,
            cpu = cpuSeconds,
            bytes = bytesOut,
        }, transaction, cancellationToken: cancellationToken)));

    private async Task RecordStartAsync(
        DbConnection connection, DbTransaction transaction, TaskRow row, WorkerId worker, CancellationToken cancellationToken)
    {
        await connection.ExecuteAsync(new CommandDefinition($"""
            INSERT INTO task_attempts (task_id, epoch, attempt, worker_id, outcome, started_at)
            VALUES (@id, @epoch, @attempt, @worker, 'running', {_now})
            """, new { id = row.Id, epoch = row.LeaseEpoch, attempt = row.Attempt, worker = worker.Value }, transaction, cancellationToken: cancellationToken));
        await connection.ExecuteAsync(new CommandDefinition($"""
            INSERT INTO owner_turns (owner_id, leased_at) VALUES (@owner, {_now})
            ON CONFLICT (owner_id) DO UPDATE SET leased_at = excluded.leased_at
            """, new { owner = row.OwnerId }, transaction, cancellationToken: cancellationToken));
        await connection.ExecuteAsync(new CommandDefinition($"""
            UPDATE jobs SET state = 'running', started_at = COALESCE(started_at, {_now}) WHERE id = @job AND finished_at IS NULL
            """, new { job = row.JobId }, transaction, cancellationToken: cancellationToken));
        await JobEventLog.StartedAsync(connection, transaction, row, cancellationToken);
    }

    // SQLite has one writer, so nothing is ever locked; PostgreSQL passes over what another node is taking.
    private static string SkipLocked(SqlDialect dialect) => dialect == SqlDialect.Postgres ? "FOR UPDATE OF t SKIP LOCKED" : "";
}

internal sealed class OverdueTask
{
    public string Id { get; set; } = "";

    public long Epoch { get; set; }

    public bool Silent { get; set; }

    public TaskLease Lease => new(new TaskId(Id), Epoch);
}
