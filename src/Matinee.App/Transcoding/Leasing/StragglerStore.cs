using System.Collections.Immutable;
using System.Data.Common;
using Dapper;
using Matinee.App.Database;
using Matinee.App.Fleet;
using Matinee.App.Transcoding.Events;
using Microsoft.Extensions.Options;

namespace Matinee.App.Transcoding.Leasing;

/// <summary>
/// The last chunks of jobs, where nothing else is left to do: a slow one is given to an idle worker too. Both attempts hold
/// a lease of the row, each under its own epoch; the first commit wins, and the other is told that it lost.
/// </summary>
internal sealed class StragglerStore(ICatalogueDatabase database, IOptions<TranscodingOptions> options)
{
    private const int MostAtOnce = 8;

    private readonly string _now = database.Dialect.Now;

    /// <summary>What an idle worker may be given beside the one that has it; the owner is among those to avoid.</summary>
    public Task<IReadOnlyList<StragglingTask>> FindAsync(CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<StragglingTask>>(async connection =>
        {
            var rows = await connection.QueryAsync<StragglerRow>(new CommandDefinition($"""
                SELECT t.id AS Id, t.job_id AS JobId, t.required_caps AS Caps, t.lease_epoch AS Epoch, t.lease_owner AS Owner,
                  {_now} - t.leased_at AS ElapsedMs, t.progress_frames AS Frames, t.total_frames AS TotalFrames
                FROM tasks t
                WHERE t.state = 'running' AND t.kind = 'video_chunk' AND t.lane = 'bulk' AND t.total_frames > 0
                  AND t.rival_owner IS NULL AND t.rival_epoch <= t.lease_epoch AND t.leased_at < {_now} - @shortest
                  AND t.job_id NOT IN (SELECT r.job_id FROM tasks r WHERE r.state = 'ready' AND r.lane = 'bulk')
                ORDER BY t.leased_at LIMIT 64
                """, new { shortest = (long)StragglerPolicy.Shortest.TotalMilliseconds }, cancellationToken: cancellationToken));
            List<StragglingTask> slow = [];
            Dictionary<string, double?> paces = [];
            foreach (var row in rows)
            {
                if (!paces.TryGetValue(row.JobId, out var measured))
                    paces[row.JobId] = measured = await connection.ExecuteScalarAsync<double?>(new CommandDefinition(OverdueStore.ChunkPace("@job"), new { job = row.JobId }, cancellationToken: cancellationToken));
                if (slow.Count == MostAtOnce || measured is not { } pace)
                    continue;
                if (!StragglerPolicy.IsStraggler(TimeSpan.FromMilliseconds(row.ElapsedMs), TimeSpan.FromMilliseconds(pace * row.TotalFrames), row.Frames, row.TotalFrames))
                    continue;
                var avoids = await connection.QueryAsync<string>(new CommandDefinition(
                    "SELECT worker_id FROM task_avoids WHERE task_id = @id", new { id = row.Id }, cancellationToken: cancellationToken));
                slow.Add(new StragglingTask(
                    new ReadyTask(new TaskId(row.Id), new JobId(row.JobId), "bulk", row.Caps, null, false, []),
                    row.Epoch, [new WorkerId(row.Owner), .. avoids.Select(worker => new WorkerId(worker))]));
            }

            return slow;
        }, cancellationToken);

    /// <summary>Null when the first attempt ended meanwhile, or another coordinator was faster.</summary>
    public Task<TaskRow?> LeaseAsync(StragglingTask task, WaitingWorker worker, CancellationToken cancellationToken) =>
        database.WriteGuardedAsync(async (connection, transaction) =>
        {
            var row = await connection.QuerySingleOrDefaultAsync<TaskRow>(new CommandDefinition($"""
                UPDATE tasks SET rival_owner = @worker, rival_epoch = {LeaseStore.NextEpoch}, rival_until = {_now} + @lease, rival_frames = 0,
                  rival_progress_at = {_now}, rival_leased_at = {_now}, attempt = attempt + 1
                WHERE id = @id AND state = 'running' AND lease_epoch = @epoch AND rival_owner IS NULL AND lease_owner <> @worker
                  AND EXISTS (SELECT 1 FROM workers w WHERE w.id = @worker AND w.incarnation = @start AND w.state = 'active' AND w.order_mode = '')
                RETURNING {TaskRow.Columns}
                """, new
            {
                id = task.Task.Id.Value,
                epoch = task.Epoch,
                worker = worker.Worker.Id.Value,
                start = worker.Request.Worker.Incarnation,
                lease = (long)options.Value.DeadWorkerTimeout.TotalMilliseconds,
            }, transaction, cancellationToken: cancellationToken));
            if (row is null)
                return null;
            await RecordAsync(connection, transaction, row, cancellationToken);
            var rival = row.AsRival();
            await JobEventLog.StartedAsync(connection, transaction, [rival], cancellationToken);
            return rival;
        }, cancellationToken);

    private async Task RecordAsync(DbConnection connection, DbTransaction transaction, TaskRow row, CancellationToken cancellationToken) =>
        await connection.ExecuteAsync(new CommandDefinition($"""
            INSERT INTO task_attempts (task_id, epoch, attempt, worker_id, outcome, started_at)
            VALUES (@id, @epoch, @attempt, @worker, 'running', {_now})
            """, new { id = row.Id, epoch = row.RivalEpoch, attempt = row.Attempt, worker = row.RivalOwner }, transaction, cancellationToken: cancellationToken));

    private sealed class StragglerRow
    {
        public string Id { get; set; } = "";

        public string JobId { get; set; } = "";

        public string Caps { get; set; } = "";

        public string Owner { get; set; } = "";

        public long Epoch { get; set; }

        public long ElapsedMs { get; set; }

        public long Frames { get; set; }

        public long TotalFrames { get; set; }
    }
}

/// <param name="Epoch">Of the attempt under way.</param>
/// <param name="Never">Workers that a second attempt must not go to.</param>
internal sealed record StragglingTask(ReadyTask Task, long Epoch, ImmutableArray<WorkerId> Never);
