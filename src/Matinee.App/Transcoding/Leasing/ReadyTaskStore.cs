using System.Collections.Immutable;
using System.Data.Common;
using System.Text;
using Dapper;
using Matinee.App.Database;
using Matinee.App.Fleet;
using Matinee.App.Transcoding.Events;
using Microsoft.Extensions.Options;

namespace Matinee.App.Transcoding.Leasing;

/// <summary>
/// The queue: ready tasks in the order in which they shall be given out, read and leased a batch at a time in one
/// transaction. Several coordinators may do so at once; rows that one of them is about to take, the others pass over.
/// </summary>
internal sealed class ReadyTaskStore(ICatalogueDatabase database, IOptions<TranscodingOptions> options)
{
    // A second is fine enough for "long ago", and spares the row of a job with many tasks.
    private const int JobLeaseResolutionMs = 1000;

    // Of one owner's tasks no more than a batch can be taken; what others are taking just now is passed over.
    private const int NodesAtOnce = 8;

    private readonly string _now = database.Dialect.Now;
    // SQLite has one writer, so nothing is ever locked there.
    private readonly string _lock = database.Dialect == SqlDialect.Postgres ? "FOR UPDATE OF t SKIP LOCKED" : "";
    // A worker that registers anew in this moment waits, and then finds the lease among those that it ends.
    private readonly string _hold = database.Dialect == SqlDialect.Postgres ? "FOR SHARE" : "";

    /// <summary>Leases what <paramref name="place"/> makes of the head of the queue. It may be asked twice, so it must have no effect.</summary>
    /// <param name="shapes">What the workers that wait may take.</param>
    public Task<TakenBatch> TakeAsync(
        ImmutableArray<WorkShape> shapes, QueueView view, Func<IReadOnlyList<ReadyTask>, ImmutableArray<PlacedTask>> place, CancellationToken cancellationToken) =>
        database.WriteGuardedAsync(async (connection, transaction) =>
        {
            var head = await HeadAsync(connection, transaction, shapes, view, cancellationToken);
            if (head.Count == 0)
                return TakenBatch.Nothing;
            var placed = place(head);
            if (placed.IsEmpty)
                return new TakenBatch(head.Count, []);
            return new TakenBatch(head.Count, await LeaseAsync(connection, transaction, placed, cancellationToken));
        }, cancellationToken);

    private async Task<IReadOnlyList<ReadyTask>> HeadAsync(
        DbConnection connection, DbTransaction transaction, ImmutableArray<WorkShape> shapes, QueueView view, CancellationToken cancellationToken)
    {
        var values = new DynamicParameters(new { most = view.Most, deep = view.Most * NodesAtOnce, starved = (long)options.Value.StarvedAfter.TotalMilliseconds });
        var fits = Fits(shapes, values);
        var columns = $"""
            t.id AS Id, t.job_id AS JobId, t.lane AS Lane, t.required_caps AS Caps, t.fail_count AS FailCount,
            j.companion AS Companion, j.affinity AS Affinity, {_now} - COALESCE(j.leased_at, 0) AS SinceLeaseMs
            """;
        List<QueueRow> rows = [];
        if (view.OldestFirst)
        {
            rows.AddRange(await connection.QueryAsync<QueueRow>(new CommandDefinition($"""
                SELECT {columns} FROM tasks t JOIN jobs j ON j.id = t.job_id
                WHERE t.state = 'ready' AND t.not_before <= {_now} AND t.lane <> 'light' AND COALESCE(j.leased_at, j.created_at) < {_now} - @starved AND ({fits})
                ORDER BY COALESCE(j.leased_at, j.created_at), t.job_id, t.priority DESC, t.rank, t.id LIMIT 1 {_lock}
                """, values, transaction, cancellationToken: cancellationToken)));
        }

        rows.AddRange(await connection.QueryAsync<QueueRow>(new CommandDefinition($"""
            WITH busy AS (SELECT owner_id, COUNT(*) AS slots FROM tasks WHERE state = 'running' AND lane <> 'light' GROUP BY owner_id),
            turns AS (
              SELECT t.id, t.owner_id, t.priority, ROW_NUMBER() OVER (PARTITION BY t.owner_id, t.priority ORDER BY t.job_id, t.rank, t.id) AS turn
              FROM tasks t WHERE t.state = 'ready' AND t.not_before <= {_now} AND ({fits}))
            SELECT {columns}
            FROM (SELECT * FROM turns WHERE turn <= @deep) q JOIN tasks t ON t.id = q.id JOIN jobs j ON j.id = t.job_id
              LEFT JOIN busy b ON b.owner_id = q.owner_id LEFT JOIN owner_turns o ON o.owner_id = q.owner_id
            WHERE t.state = 'ready'
            ORDER BY q.priority DESC, q.turn + COALESCE(b.slots, 0), COALESCE(o.leased_at, 0), t.job_id, t.rank, t.id
            LIMIT @most {_lock}
            """, values, transaction, cancellationToken: cancellationToken)));
        var avoids = rows.Exists(row => row.FailCount > 0)
            ? await AvoidsAsync(connection, transaction, rows.Where(row => row.FailCount > 0), cancellationToken)
            : null;
        return [.. rows.DistinctBy(row => row.Id).Select(row => Of(row, avoids))];
    }

    private ReadyTask Of(QueueRow row, ILookup<string, string>? avoids)
    {
        var together = row.Companion is not null && (row.Affinity == "sameWorker" || options.Value.Balancing == Strategy.Affinity);
        return new ReadyTask(
            new TaskId(row.Id), new JobId(row.JobId), row.Lane, row.Caps,
            together ? new WorkerId(row.Companion!) : null, // checked by together
            together && row.SinceLeaseMs < options.Value.AffinityPatience.TotalMilliseconds,
            avoids is null ? [] : [.. avoids[row.Id].Select(worker => new WorkerId(worker))]);
    }

    private static async Task<ILookup<string, string>> AvoidsAsync(
        DbConnection connection, DbTransaction transaction, IEnumerable<QueueRow> failed, CancellationToken cancellationToken)
    {
        var values = new DynamicParameters();
        var names = Spell(failed.Select(row => row.Id), "a", values);
        return (await connection.QueryAsync<(string Task, string Worker)>(new CommandDefinition(
            $"SELECT task_id, worker_id FROM task_avoids WHERE task_id IN ({names})", values, transaction, cancellationToken: cancellationToken)))
            .ToLookup(avoid => avoid.Task, avoid => avoid.Worker);
    }

    private async Task<ImmutableArray<TakenTask>> LeaseAsync(
        DbConnection connection, DbTransaction transaction, ImmutableArray<PlacedTask> placed, CancellationToken cancellationToken)
    {
        var values = new DynamicParameters(new { lease = (long)options.Value.DeadWorkerTimeout.TotalMilliseconds });
        var pairs = new StringBuilder();
        for (var i = 0; i < placed.Length; i++)
        {
            pairs.Append(i == 0 ? "" : " UNION ALL ").Append($"SELECT @t{i} AS task, @w{i} AS worker, CAST(@n{i} AS BIGINT) AS start");
            values.Add($"t{i}", placed[i].Task.Id.Value);
            values.Add($"w{i}", placed[i].Worker.Worker.Id.Value);
            values.Add($"n{i}", placed[i].Worker.Request.Worker.Incarnation);
        }

        var rows = (await connection.QueryAsync<TaskRow>(new CommandDefinition($"""
            UPDATE tasks SET state = 'running', lease_owner = v.worker, lease_epoch = {LeaseStore.NextEpoch}, lease_until = {_now} + @lease,
              attempt = attempt + 1, progress_frames = 0, last_progress_at = {_now}, leased_at = {_now}, graced = 0, rival_owner = NULL,
              started_at = COALESCE(started_at, {_now})
            FROM ({pairs}) v
            WHERE tasks.id = v.task AND tasks.state = 'ready' AND EXISTS (
              SELECT 1 FROM workers w WHERE w.id = v.worker AND w.incarnation = v.start AND w.state = 'active' AND w.order_mode = '' {_hold})
            RETURNING {TaskRow.Columns}
            """, values, transaction, cancellationToken: cancellationToken))).ToDictionary(row => row.Id);
        if (rows.Count == 0)
            return [];
        ImmutableArray<TakenTask> taken = [.. placed.Where(p => rows.ContainsKey(p.Task.Id.Value)).Select(p => new TakenTask(rows[p.Task.Id.Value], p.Worker))];
        await RecordAsync(connection, transaction, taken, cancellationToken);
        await JobEventLog.StartedAsync(connection, transaction, [.. taken.Select(task => task.Row)], cancellationToken);
        await TouchJobsAsync(connection, transaction, taken, placed, cancellationToken);
        return taken;
    }

    private async Task RecordAsync(DbConnection connection, DbTransaction transaction, ImmutableArray<TakenTask> taken, CancellationToken cancellationToken)
    {
        var values = new DynamicParameters();
        var ids = Spell(taken.Select(t => t.Row.Id), "i", values);
        // In one order everywhere, so that two coordinators never wait for each other in a circle.
        await connection.ExecuteAsync(new CommandDefinition($"""
            INSERT INTO task_attempts (task_id, epoch, attempt, worker_id, outcome, started_at)
            SELECT id, lease_epoch, attempt, lease_owner, 'running', leased_at FROM tasks WHERE id IN ({ids}) ORDER BY id
            """, values, transaction, cancellationToken: cancellationToken));
        await connection.ExecuteAsync(new CommandDefinition($"""
            INSERT INTO owner_turns (owner_id, leased_at) SELECT owner_id, {_now} FROM tasks WHERE id IN ({ids}) GROUP BY owner_id ORDER BY owner_id
            ON CONFLICT (owner_id) DO UPDATE SET leased_at = excluded.leased_at
            """, values, transaction, cancellationToken: cancellationToken));
    }

    private async Task TouchJobsAsync(
        DbConnection connection, DbTransaction transaction, ImmutableArray<TakenTask> taken, ImmutableArray<PlacedTask> placed, CancellationToken cancellationToken)
    {
        var stays = placed.Where(p => p.Task.Companion is not null && p.Task.AwaitsCompanion).Select(p => p.Task.Job.Value).ToHashSet(StringComparer.Ordinal);
        foreach (var job in taken.GroupBy(t => t.Row.JobId).OrderBy(job => job.Key, StringComparer.Ordinal))
        {
            await connection.ExecuteAsync(new CommandDefinition($"""
                UPDATE jobs SET state = 'running', started_at = COALESCE(started_at, {_now}), leased_at = {_now},
                  companion = CASE WHEN @stays = 1 THEN COALESCE(companion, @worker) ELSE @worker END
                WHERE id = @job AND finished_at IS NULL AND (state <> 'running' OR companion IS NULL OR COALESCE(leased_at, 0) < {_now} - @resolution)
                """, new
            {
                job = job.Key,
                worker = job.Last().Worker.Worker.Id.Value,
                stays = stays.Contains(job.Key) ? 1 : 0,
                resolution = JobLeaseResolutionMs,
            }, transaction, cancellationToken: cancellationToken));
        }
    }

    /// <summary>The condition that one of the shapes may take the task <c>t</c>.</summary>
    private static string Fits(ImmutableArray<WorkShape> shapes, DynamicParameters values)
    {
        List<string> any = [];
        foreach (var group in shapes.GroupBy(shape => (shape.Light, shape.First, shape.Bulk)))
        {
            string?[] lanes = [group.Key.Light ? "'light'" : null, group.Key.First ? "'first'" : null, group.Key.Bulk ? "'bulk'" : null];
            var encoders = Spell(["", .. group.SelectMany(shape => shape.Encoders.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Distinct()], $"e{any.Count}x", values);
            any.Add($"t.lane IN ({string.Join(", ", lanes.Where(lane => lane is not null))}) AND t.required_caps IN ({encoders})");
        }

        return string.Join(" OR ", any);
    }

    /// <summary>Spelled out, since the two databases are given lists in two ways.</summary>
    private static string Spell(IEnumerable<string> each, string prefix, DynamicParameters values)
    {
        List<string> names = [];
        foreach (var value in each)
        {
            names.Add($"@{prefix}{names.Count}");
            values.Add($"{prefix}{names.Count - 1}", value);
        }

        return string.Join(", ", names);
    }

    private sealed class QueueRow
    {
        public string Id { get; set; } = "";

        public string JobId { get; set; } = "";

        public string Lane { get; set; } = "";

        public string Caps { get; set; } = "";

        public int FailCount { get; set; }

        public string? Companion { get; set; }

        /// <summary>none or sameWorker.</summary>
        public string Affinity { get; set; } = "";

        public long SinceLeaseMs { get; set; }
    }
}

/// <summary>How much of the queue is looked at.</summary>
/// <param name="OldestFirst">The job that has waited longest goes first, if it has waited too long; whatever its class.</param>
internal readonly record struct QueueView(int Most, bool OldestFirst);

/// <summary>A task and whom it was leased to.</summary>
internal sealed record TakenTask(TaskRow Row, WaitingWorker Worker);

/// <param name="Seen">Tasks that one of the shapes could have taken.</param>
internal sealed record TakenBatch(int Seen, ImmutableArray<TakenTask> Tasks)
{
    public static readonly TakenBatch Nothing = new(0, []);
}
