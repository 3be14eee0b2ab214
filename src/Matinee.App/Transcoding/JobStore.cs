using System.Collections.Immutable;
using System.Data.Common;
using Dapper;
using Matinee.App.Accounts;
using Matinee.App.Database;
using Matinee.App.Library;

namespace Matinee.App.Transcoding;

/// <summary>The rows of <c>jobs</c>, and the tasks of a job as one.</summary>
internal sealed class JobStore(ICatalogueDatabase database, TimeProvider time)
{
    private readonly string _now = database.Dialect.Now;

    /// <summary>A new job with its probe; or the unfinished one that the video has already.</summary>
    public Task<(JobRow Row, bool Created)> CreateAsync(Video video, VideoSource source, int priority, CancellationToken cancellationToken) =>
        database.WriteAsync(async (connection, transaction) =>
        {
            var which = new { video = video.Id.Value };
            var unfinished = await connection.QuerySingleOrDefaultAsync<JobRow>(new CommandDefinition(
                $"SELECT {JobRow.Columns} FROM jobs WHERE video_id = @video AND finished_at IS NULL AND kind = 'ladder'", which, transaction, cancellationToken: cancellationToken));
            if (unfinished is not null)
                return (unfinished, false);
            var job = await connection.QuerySingleAsync<JobRow>(new CommandDefinition($"""
                INSERT INTO jobs (id, video_id, owner_id, state, priority, plan_version, source_key, source_bytes, created_at)
                VALUES (@id, @video, @owner, 'queued', @priority,
                  (SELECT COALESCE(MAX(plan_version), 0) + 1 FROM jobs WHERE video_id = @video), @source, @bytes, {_now})
                RETURNING {JobRow.Columns}
                """, new
            {
                id = EntityIds.New<JobId>(time).Value,
                video = video.Id.Value,
                owner = video.OwnerId.Value,
                priority,
                source = source.Key.Value,
                bytes = source.Bytes,
            }, transaction, cancellationToken: cancellationToken));
            await AddTasksAsync(connection, transaction, job, [TaskGraph.Probe], cancellationToken);
            return (job, true);
        }, cancellationToken);

    /// <summary>A new job for the source of a finished one; null when the video has an unfinished one.</summary>
    public Task<JobRow?> CreateAgainAsync(JobRow finished, CancellationToken cancellationToken) =>
        database.WriteAsync(async (connection, transaction) =>
        {
            var job = await connection.QuerySingleOrDefaultAsync<JobRow>(new CommandDefinition($"""
                INSERT INTO jobs (id, video_id, owner_id, state, priority, plan_version, source_key, source_bytes, created_at, kind, params, affinity, input)
                SELECT @id, video_id, owner_id, 'queued', priority,
                  (SELECT MAX(plan_version) + 1 FROM jobs WHERE video_id = @video), source_key, source_bytes, {_now}, kind, params, affinity, input
                FROM jobs WHERE id = @finished
                ON CONFLICT DO NOTHING RETURNING {JobRow.Columns}
                """, new { id = EntityIds.New<JobId>(time).Value, video = finished.VideoId, finished = finished.Id },
                transaction, cancellationToken: cancellationToken));
            if (job is not null)
                await AddTasksAsync(connection, transaction, job, [TaskGraph.Probe], cancellationToken);
            return job;
        }, cancellationToken);

    /// <summary>
    /// True when a task needs an encoder that no living worker has, though one with another version of it has been there for the
    /// lease time: the encoder was updated between two starts, and the old one does not come back.
    /// </summary>
    public Task<bool> IsEncoderGoneAsync(JobRow job, TimeSpan lease, CancellationToken cancellationToken) =>
        database.ReadAsync(async connection => await connection.ExecuteScalarAsync<long>(new CommandDefinition($"""
            SELECT COUNT(*) FROM tasks t WHERE t.job_id = @id AND t.state = 'ready' AND t.required_caps <> ''
              AND NOT EXISTS (SELECT 1 FROM worker_encoders e JOIN workers w ON w.id = e.worker_id
                WHERE e.encoder_key = t.required_caps AND w.last_heartbeat > {_now} - @lease)
              AND EXISTS (SELECT 1 FROM worker_encoders e JOIN workers w ON w.id = e.worker_id
                WHERE w.last_heartbeat > {_now} - @lease AND w.registered_at < {_now} - @lease
                  AND t.required_caps LIKE REPLACE(e.encoder_key, '/' || w.ffmpeg_version, '') || '/%')
            """, new { id = job.Id, lease = (long)lease.TotalMilliseconds }, cancellationToken: cancellationToken)) > 0, cancellationToken);

    public Task<JobRow?> FindAsync(JobId id, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => connection.QuerySingleOrDefaultAsync<JobRow>(new CommandDefinition(
            $"SELECT {JobRow.Columns} FROM jobs WHERE id = @id", new { id = id.Value }, cancellationToken: cancellationToken)), cancellationToken);

    /// <param name="owner">Null for everybody's.</param>
    /// <param name="before">Newest first, older than this one.</param>
    /// <param name="state">Null for all.</param>
    public Task<IReadOnlyList<JobRow>> ListAsync(
        UserId? owner, string? video, string? before, int rows, CancellationToken cancellationToken, string? state = null) =>
        database.ReadAsync<IReadOnlyList<JobRow>>(async connection => (await connection.QueryAsync<JobRow>(new CommandDefinition($"""
            SELECT {JobRow.Columns} FROM jobs
            WHERE (CAST(@owner AS TEXT) IS NULL OR owner_id = @owner) AND (CAST(@video AS TEXT) IS NULL OR video_id = @video)
              AND (CAST(@before AS TEXT) IS NULL OR id < @before) AND (CAST(@state AS TEXT) IS NULL OR state = @state)
            ORDER BY id DESC LIMIT @rows
            """, new { owner = owner?.Value, video, before, rows, state }, cancellationToken: cancellationToken))).AsList(), cancellationToken);

    public Task<IReadOnlyList<JobId>> UnfinishedAsync(CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<JobId>>(async connection => [.. (await connection.QueryAsync<string>(new CommandDefinition(
            "SELECT id FROM jobs WHERE finished_at IS NULL ORDER BY id", cancellationToken: cancellationToken))).Select(id => new JobId(id))], cancellationToken);

    /// <summary>Of every unfinished job what changes with each step of its tasks, in one look.</summary>
    public Task<IReadOnlyList<JobMark>> MarksAsync(CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<JobMark>>(async connection => (await connection.QueryAsync<JobMark>(new CommandDefinition("""
            SELECT j.id AS Id, j.state AS State, CAST(COALESCE(MAX(p.revision), 0) AS BIGINT) AS Revision, COUNT(t.id) AS Tasks,
              COUNT(CASE t.state WHEN 'ready' THEN 1 END) AS Ready, COUNT(CASE t.state WHEN 'running' THEN 1 END) AS Running,
              COUNT(CASE t.state WHEN 'completed' THEN 1 END) AS Completed, COUNT(CASE t.state WHEN 'waiting' THEN 1 END) AS Waiting,
              CAST(COALESCE(SUM(t.lease_epoch), 0) AS BIGINT) AS Epochs, CAST(COALESCE(SUM(t.fail_count + t.lost_count), 0) AS BIGINT) AS Failures,
              CAST(COALESCE(SUM(t.progress_frames), 0) AS BIGINT) AS Frames, COUNT(v.deleted_at) AS Deleted
            FROM jobs j LEFT JOIN tasks t ON t.job_id = j.id LEFT JOIN videos v ON v.id = j.video_id
              LEFT JOIN plans p ON p.video_id = j.video_id AND p.version = j.plan_version
            WHERE j.finished_at IS NULL GROUP BY j.id, j.state ORDER BY j.id
            """, cancellationToken: cancellationToken))).AsList(), cancellationToken);

    public Task<IReadOnlyList<TaskRow>> TasksAsync(JobId id, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<TaskRow>>(async connection => (await connection.QueryAsync<TaskRow>(new CommandDefinition(
            $"SELECT {TaskRow.Columns} FROM tasks WHERE job_id = @id ORDER BY created_at, rank, kind, idx",
            new { id = id.Value }, cancellationToken: cancellationToken))).AsList(), cancellationToken);

    /// <summary>Counts for lists, without reading the tasks.</summary>
    public Task<IReadOnlyDictionary<string, TaskCounts>> CountsAsync(IReadOnlyCollection<string> jobs, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyDictionary<string, TaskCounts>>(async connection => (await connection.QueryAsync<TaskCounts>(new CommandDefinition($"""
            SELECT job_id AS JobId, COUNT(*) AS Total, SUM(CASE WHEN state = 'completed' THEN 1 ELSE 0 END) AS Completed,
              CAST(SUM(CASE WHEN kind NOT IN ('video_chunk', 'file') THEN 0 WHEN state = 'completed' THEN total_frames ELSE progress_frames END) AS BIGINT) AS Frames,
              CAST(SUM(CASE WHEN kind IN ('video_chunk', 'file') THEN total_frames ELSE 0 END) AS BIGINT) AS TotalFrames,
              SUM(CASE WHEN kind IN ('finalize', 'file') THEN 1 ELSE 0 END) AS Settled
            FROM tasks WHERE job_id {database.Dialect.In("@jobs")} GROUP BY job_id
            """, new { jobs = jobs.ToArray() }, cancellationToken: cancellationToken))).ToDictionary(c => c.JobId), cancellationToken);

    public Task<bool> AddTasksAsync(JobRow job, ImmutableArray<NewTask> tasks, CancellationToken cancellationToken) =>
        database.WriteAsync(async (connection, transaction) =>
        {
            await AddTasksAsync(connection, transaction, job, tasks, cancellationToken);
            return true;
        }, cancellationToken);

    /// <summary>Adds rows that are not there yet. The one of finalize waits for all that are not completed.</summary>
    internal async Task AddTasksAsync(
        DbConnection connection, DbTransaction transaction, JobRow job, ImmutableArray<NewTask> tasks, CancellationToken cancellationToken)
    {
        foreach (var task in tasks)
        {
            await connection.ExecuteAsync(new CommandDefinition($"""
                INSERT INTO tasks (id, job_id, video_id, owner_id, plan_version, kind, idx, lane, state, priority, rank, depends_on, attempt,
                  lease_epoch, not_before, progress_frames, total_frames, fail_count, lost_count, required_caps, cost_est, created_at)
                SELECT @id, @job, @video, @owner, @version, @kind, @index, @lane, @state, @priority, @rank,
                  CASE WHEN @kind = 'finalize' THEN (SELECT COUNT(*) FROM tasks WHERE job_id = @job AND state <> 'completed') ELSE 0 END,
                  0, 0, 0, 0, @frames, 0, 0, @caps, @cost, {_now}
                WHERE EXISTS (SELECT 1 FROM jobs WHERE id = @job AND finished_at IS NULL)
                ON CONFLICT DO NOTHING
                """, new
            {
                id = EntityIds.New<TaskId>(time).Value,
                job = job.Id,
                video = job.VideoId,
                owner = job.OwnerId,
                version = job.PlanVersion,
                kind = task.Kind.Word(),
                index = task.Index,
                lane = task.Place.Lane switch { TaskLane.Light => "light", TaskLane.First => "first", TaskLane.Bulk => "bulk", _ => "coordinator" },
                state = task.Place.Lane == TaskLane.Coordinator ? "waiting" : "ready",
                priority = job.Priority + task.Place.Boost,
                rank = task.Place.Rank,
                frames = task.TotalFrames,
                caps = task.Caps,
                cost = task.CostEstimate,
            }, transaction, cancellationToken: cancellationToken));
        }
    }
}

internal sealed class TaskCounts
{
    public string JobId { get; set; } = "";

    public int Total { get; set; }

    public int Completed { get; set; }

    public long Frames { get; set; }

    /// <summary>Of the picture, which is 98 % of the work.</summary>
    public long TotalFrames { get; set; }

    /// <summary>False while the plan may still grow: a share of it would be a share of the beginning.</summary>
    public bool Settled { get; set; }
}
