using System.Data.Common;
using Dapper;
using Matinee.App.Database;
using Matinee.App.Fleet;
using Matinee.App.Transcoding.Events;
using Matinee.App.Transcoding.Leasing;
using Microsoft.Extensions.Options;

namespace Matinee.App.Transcoding;

/// <summary>
/// The life of a lease in <c>tasks</c>: kept, given back, failed, lost. Each verb is one transaction; an epoch that is not
/// the row's changes nothing. A row may hold a second lease, of a rival attempt: when one of the two ends, the other goes on.
/// </summary>
internal sealed class LeaseStore(ICatalogueDatabase database, TaskFailures failures, IOptions<TranscodingOptions> options)
{
    /// <summary>Above every epoch that the row has ever given out.</summary>
    internal const string NextEpoch = "(CASE WHEN rival_epoch > lease_epoch THEN rival_epoch ELSE lease_epoch END + 1)";

    /// <summary>The row is held under <c>@epoch</c>, by its first attempt or the rival.</summary>
    internal const string Held = "state = 'running' AND (lease_epoch = @epoch OR (rival_epoch = @epoch AND rival_owner IS NOT NULL))";

    // A rival's epoch is never its row's first lease's too, unless the rival has taken that place.
    private const string IsRival = "rival_epoch = @epoch AND rival_owner IS NOT NULL";

    /// <summary>One loss more than it may have. A track of sound that was published further meanwhile kills nobody: each segment allows for one.</summary>
    private const string IsHopeless = """
        lost_count + 1 > @limit
          AND lost_count + 1 > @limit + (SELECT COUNT(*) FROM segments s WHERE s.video_id = tasks.video_id AND s.plan_version = tasks.plan_version AND s.task_id = tasks.id)
        """;

    private readonly string _now = database.Dialect.Now;

    private long Lease => (long)options.Value.DeadWorkerTimeout.TotalMilliseconds;

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
            UPDATE tasks SET
              lease_until = CASE WHEN {IsRival} THEN lease_until ELSE {_now} + @lease END,
              graced = CASE WHEN {IsRival} THEN graced ELSE 0 END,
              last_progress_at = CASE WHEN NOT ({IsRival}) AND @frames > progress_frames THEN {_now} ELSE last_progress_at END,
              progress_frames = CASE WHEN NOT ({IsRival}) AND @frames > progress_frames THEN @frames ELSE progress_frames END,
              rival_until = CASE WHEN {IsRival} THEN {_now} + @lease ELSE rival_until END,
              rival_progress_at = CASE WHEN {IsRival} AND @frames > rival_frames THEN {_now} ELSE rival_progress_at END,
              rival_frames = CASE WHEN {IsRival} AND @frames > rival_frames THEN @frames ELSE rival_frames END
            WHERE id = @id AND {Held}
            """, new { id = lease.Task.Value, epoch = lease.Epoch, frames, lease = Lease }, transaction, cancellationToken: cancellationToken)) == 1;

    /// <summary>Undone and at once ready for anybody; neither a failure nor a loss.</summary>
    public Task<TaskRow?> ReleaseAsync(TaskLease lease, CancellationToken cancellationToken) =>
        database.WriteGuardedAsync(async (connection, transaction) =>
        {
            var row = await LeaveToOtherAsync(connection, transaction, lease, "attempt = attempt", "", cancellationToken)
                ?? await connection.QuerySingleOrDefaultAsync<TaskRow>(new CommandDefinition($"""
                    UPDATE tasks SET state = 'ready', lease_owner = NULL, lease_until = NULL, lease_epoch = {NextEpoch}
                    WHERE id = @id AND lease_epoch = @epoch AND rival_owner IS NULL AND state = 'running' RETURNING {TaskRow.Columns}
                    """, new { id = lease.Task.Value, epoch = lease.Epoch }, transaction, cancellationToken: cancellationToken));
            if (row is not null)
                await EndAttemptAsync(connection, transaction, lease, "released", null, 0, cancellationToken);
            return row;
        }, cancellationToken);

    /// <summary>
    /// The attempt failed. Null when the epoch is not the row's; else the row as it now stands: ready again, failed, or
    /// running on under the other attempt.
    /// </summary>
    public Task<TaskRow?> FailAsync(TaskFault fault, double jitter, CancellationToken cancellationToken) =>
        database.WriteAsync(async (connection, transaction) =>
        {
            if (await failures.RecordAsync(connection, transaction, fault, jitter, cancellationToken) is not { } verdict)
                return null;
            await EndAttemptAsync(connection, transaction, fault.Lease, "failed", fault, fault.CpuSeconds, cancellationToken);
            var row = await LeaveToOtherAsync(connection, transaction, fault.Lease, "fail_count = fail_count + 1", "", cancellationToken)
                ?? await connection.QuerySingleOrDefaultAsync<TaskRow>(new CommandDefinition($"""
                    UPDATE tasks SET state = @state, lease_owner = NULL, lease_until = NULL, lease_epoch = {NextEpoch},
                      fail_count = fail_count + 1, not_before = {_now} + @delay, failure_code = @code, failure_detail = @detail,
                      finished_at = CASE WHEN @state = 'failed' THEN {_now} ELSE NULL END
                    WHERE id = @id AND lease_epoch = @epoch AND rival_owner IS NULL AND state = 'running' RETURNING {TaskRow.Columns}
                    """, new
                {
                    id = fault.Lease.Task.Value,
                    epoch = fault.Lease.Epoch,
                    state = verdict.Decision.WillRetry ? "ready" : "failed",
                    delay = (long)(verdict.Decision.Delay ?? TimeSpan.Zero).TotalMilliseconds,
                    code = fault.Code,
                    detail = verdict.Detail,
                }, transaction, cancellationToken: cancellationToken));
            if (row is not null)
                await JobEventLog.FailedAsync(connection, transaction, row, fault.Lease.Epoch, fault.Code, fault.Detail, cancellationToken);
            return row;
        }, cancellationToken);

    /// <summary>Takes back a lease whose worker is gone. Null when it spoke up meanwhile.</summary>
    public Task<TaskRow?> LoseAsync(TaskLease lease, CancellationToken cancellationToken) =>
        database.WriteGuardedAsync((connection, transaction) => LoseAsync(connection, transaction, lease,
            $"AND CASE WHEN {IsRival} THEN rival_until ELSE lease_until END < {_now}", cancellationToken), cancellationToken);

    internal async Task<TaskRow?> LoseAsync(
        DbConnection connection, DbTransaction transaction, TaskLease lease, string condition, CancellationToken cancellationToken)
    {
        var row = await LeaveToOtherAsync(connection, transaction, lease, "lost_count = lost_count + 1", condition, cancellationToken)
            ?? await connection.QuerySingleOrDefaultAsync<TaskRow>(new CommandDefinition($"""
                UPDATE tasks SET state = CASE WHEN {IsHopeless} THEN 'failed' ELSE 'ready' END,
                  lease_owner = NULL, lease_until = NULL, lease_epoch = {NextEpoch}, lost_count = lost_count + 1,
                  failure_code = CASE WHEN {IsHopeless} THEN 'workers_lost' ELSE failure_code END,
                  failure_detail = CASE WHEN {IsHopeless} THEN 'Every worker that tried this part vanished.' ELSE failure_detail END,
                  finished_at = CASE WHEN {IsHopeless} THEN {_now} ELSE NULL END
                WHERE id = @id AND lease_epoch = @epoch AND rival_owner IS NULL AND state = 'running' {condition} RETURNING {TaskRow.Columns}
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

    /// <summary>Where two attempts run, one ends and the other is the row's only one from now on. Null where there is no other.</summary>
    private static async Task<TaskRow?> LeaveToOtherAsync(
        DbConnection connection, DbTransaction transaction, TaskLease lease, string count, string condition, CancellationToken cancellationToken) =>
        await connection.QuerySingleOrDefaultAsync<TaskRow>(new CommandDefinition($"""
            UPDATE tasks SET {count},
              lease_owner = CASE WHEN rival_epoch = @epoch THEN lease_owner ELSE rival_owner END,
              lease_epoch = CASE WHEN rival_epoch = @epoch THEN lease_epoch ELSE rival_epoch END,
              lease_until = CASE WHEN rival_epoch = @epoch THEN lease_until ELSE rival_until END,
              leased_at = CASE WHEN rival_epoch = @epoch THEN leased_at ELSE rival_leased_at END,
              progress_frames = CASE WHEN rival_epoch = @epoch THEN progress_frames ELSE rival_frames END,
              last_progress_at = CASE WHEN rival_epoch = @epoch THEN last_progress_at ELSE rival_progress_at END,
              rival_owner = NULL, rival_until = NULL
            WHERE id = @id AND rival_owner IS NOT NULL AND {Held} {condition} RETURNING {TaskRow.Columns}
            """, new { id = lease.Task.Value, epoch = lease.Epoch }, transaction, cancellationToken: cancellationToken));
}
