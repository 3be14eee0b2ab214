using System.Collections.Immutable;
using System.Data.Common;
using Dapper;
using Matinee.App.Database;
using Matinee.App.Fleet;
using Matinee.App.Transcoding.Events;
using Matinee.App.Transcoding.Leasing;

namespace Matinee.App.Transcoding;

/// <summary>
/// What a commit came to. <see cref="Task"/> is null when the epoch was not the row's: nothing was stored, and
/// <see cref="Redundant"/> are objects that nobody will refer to.
/// </summary>
/// <param name="Took">How long the attempt took that completed the task.</param>
internal sealed record CommitOutcome(TaskRow? Task, ImmutableArray<TaskOutput> Redundant, TimeSpan Took = default);

/// <summary>Publishes checked outputs: one transaction with the epoch's check, the rows, the task and its dependants.</summary>
internal sealed class TaskCommit(ICatalogueDatabase database, LeaseStore leases, TaskFailures failures)
{
    private readonly string _now = database.Dialect.Now;

    public Task<CommitOutcome> PublishAsync(TaskReport report, ImmutableArray<CheckedOutput> outputs, CancellationToken cancellationToken) =>
        database.WriteAsync(async (connection, transaction) =>
        {
            if (!await leases.KeepAsync(connection, transaction, report.Lease, report.Frames, cancellationToken))
                return Nothing(outputs);
            var task = await connection.QuerySingleAsync<TaskRow>(new CommandDefinition(
                $"SELECT {TaskRow.Columns} FROM tasks WHERE id = @id", new { id = report.Lease.Task.Value }, transaction, cancellationToken: cancellationToken));
            return new CommitOutcome(task, await StoreAsync(connection, transaction, task, outputs, cancellationToken));
        }, cancellationToken);

    public Task<CommitOutcome> CompleteAsync(TaskCompletion completion, ImmutableArray<CheckedOutput> outputs, CancellationToken cancellationToken) =>
        database.WriteAsync(async (connection, transaction) =>
        {
            var task = await connection.QuerySingleOrDefaultAsync<TaskRow>(new CommandDefinition($"""
                UPDATE tasks SET state = 'completed', lease_owner = NULL, lease_until = NULL, rival_owner = NULL, rival_until = NULL, progress_frames = total_frames,
                  result = @result, failure_code = NULL, failure_detail = NULL, finished_at = {_now}
                WHERE id = @id AND {LeaseStore.Held} RETURNING {TaskRow.Columns}
                """, new { id = completion.Lease.Task.Value, epoch = completion.Lease.Epoch, result = completion.Result },
                transaction, cancellationToken: cancellationToken));
            if (task is null)
                return Nothing(outputs);
            var redundant = await StoreAsync(connection, transaction, task, outputs, cancellationToken);
            var took = await leases.EndAttemptAsync(connection, transaction, completion.Lease, "completed", null, completion.CpuSeconds, cancellationToken,
                completion.Outputs.Sum(o => o.Bytes));
            await SettleAsync(connection, transaction, task, completion.Lease, cancellationToken);
            await JobEventLog.CompletedAsync(connection, transaction, task, completion.Lease.Epoch, completion.CpuSeconds, cancellationToken);
            await connection.ExecuteAsync(new CommandDefinition("""
                UPDATE tasks SET depends_on = depends_on - 1, state = CASE WHEN depends_on = 1 THEN 'ready' ELSE state END
                WHERE job_id = @job AND state = 'waiting' AND depends_on > 0
                """, new { job = task.JobId }, transaction, cancellationToken: cancellationToken));
            return new CommitOutcome(task, redundant, took);
        }, cancellationToken);

    /// <summary>A rival attempt has lost; those who had failed the task have been shown that it can be done.</summary>
    private async Task SettleAsync(DbConnection connection, DbTransaction transaction, TaskRow task, TaskLease lease, CancellationToken cancellationToken)
    {
        var winner = await connection.QuerySingleOrDefaultAsync<string>(new CommandDefinition(
            "SELECT worker_id FROM task_attempts WHERE task_id = @id AND epoch = @epoch",
            new { id = task.Id, epoch = lease.Epoch }, transaction, cancellationToken: cancellationToken));
        if (winner is not null)
            await failures.CompletedAsync(connection, transaction, task, new WorkerId(winner), cancellationToken);
        if (task.RivalEpoch > 0)
        {
            await connection.ExecuteAsync(new CommandDefinition(
                $"UPDATE task_attempts SET outcome = 'superseded', finished_at = {_now} WHERE task_id = @id AND outcome = 'running'",
                new { id = task.Id }, transaction, cancellationToken: cancellationToken));
        }
    }

    private static CommitOutcome Nothing(ImmutableArray<CheckedOutput> outputs) => new(null, [.. outputs.Select(o => o.Output)]);

    /// <returns>Outputs that an earlier attempt has published already; the first bytes under a URL stay.</returns>
    private static async Task<ImmutableArray<TaskOutput>> StoreAsync(
        DbConnection connection, DbTransaction transaction, TaskRow task, ImmutableArray<CheckedOutput> outputs, CancellationToken cancellationToken)
    {
        if (outputs.IsEmpty)
            return [];
        var redundant = ImmutableArray.CreateBuilder<TaskOutput>();
        foreach (var output in outputs)
        {
            var stored = await connection.ExecuteAsync(Insert(task, output, transaction, cancellationToken));
            if (stored == 0)
                redundant.Add(output.Output);
        }

        await connection.ExecuteAsync(new CommandDefinition(
            "UPDATE plans SET revision = revision + 1 WHERE video_id = @video AND version = @version",
            new { video = task.VideoId, version = task.PlanVersion }, transaction, cancellationToken: cancellationToken));
        return redundant.ToImmutable();
    }

    private static CommandDefinition Insert(TaskRow task, CheckedOutput output, DbTransaction transaction, CancellationToken cancellationToken)
    {
        var o = output.Output;
        if (o.Kind == OutputKind.File)
        {
            return new CommandDefinition(
                "UPDATE jobs SET output_key = @key, output_bytes = @bytes, output_sha256 = @sha256 WHERE id = @job AND finished_at IS NULL",
                new { job = task.JobId, key = o.Key.Value, bytes = o.Bytes, sha256 = o.Sha256 }, transaction, cancellationToken: cancellationToken);
        }

        return o.Kind == OutputKind.Segment
            ? new CommandDefinition("""
                INSERT INTO segments (video_id, plan_version, rendition, number, object_key, bytes, duration_ticks, keyframe_offset, keyframe_bytes, sha256, task_id)
                VALUES (@video, @version, @rendition, @number, @key, @bytes, @duration, @keyframeOffset, @keyframeBytes, @sha256, @task)
                ON CONFLICT DO NOTHING
                """, new
            {
                video = task.VideoId,
                version = task.PlanVersion,
                rendition = o.Rendition,
                number = o.Number,
                key = o.Key.Value,
                bytes = o.Bytes,
                duration = output.DurationTicks,
                keyframeOffset = output.KeyframeOffset,
                keyframeBytes = output.KeyframeBytes,
                sha256 = o.Sha256,
                task = task.Id,
            }, transaction, cancellationToken: cancellationToken)
            : new CommandDefinition("""
                INSERT INTO plan_objects (video_id, plan_version, kind, name, object_key, bytes, sha256, timescale, codecs, width, height)
                VALUES (@video, @version, @kind, @name, @key, @bytes, @sha256, @timescale, @codecs, @width, @height)
                ON CONFLICT DO NOTHING
                """, new
            {
                video = task.VideoId,
                version = task.PlanVersion,
                kind = o.Kind switch { OutputKind.Init => "init", OutputKind.Subtitle => "subtitle", OutputKind.Sheet => "storyboard", _ => "poster" },
                name = o.Kind == OutputKind.Sheet ? $"{o.Number:000}" : o.Rendition,
                key = o.Key.Value,
                bytes = o.Bytes,
                sha256 = o.Sha256,
                timescale = output.Timescale,
                codecs = output.Codecs,
                width = output.Width,
                height = output.Height,
            }, transaction, cancellationToken: cancellationToken);
    }
}
