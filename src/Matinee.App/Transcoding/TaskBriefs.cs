using System.Collections.Immutable;
using System.Text.Json;
using Dapper;
using Matinee.App.Database;
using Matinee.App.Library;
using Matinee.App.Storage;
using Matinee.App.Transcoding.Orders;
using Matinee.Media.Planning;
using Matinee.Media.Probing;

namespace Matinee.App.Transcoding;

/// <summary>Reads what a worker, or the check of its outputs, has to know of a task.</summary>
internal sealed class TaskBriefs(ICatalogueDatabase database)
{
    public Task<TaskRow?> FindAsync(TaskId id, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => connection.QuerySingleOrDefaultAsync<TaskRow>(new CommandDefinition(
            $"SELECT {TaskRow.Columns} FROM tasks WHERE id = @id", new { id = id.Value }, cancellationToken: cancellationToken)), cancellationToken);

    /// <summary>Null when the lease is not held any more.</summary>
    public async Task<TaskRow?> HeldAsync(TaskLease lease, CancellationToken cancellationToken) =>
        await FindAsync(lease.Task, cancellationToken) is { } task && task.IsHeld(lease.Epoch) ? task : null;

    /// <summary>True when just this lease was what completed the task.</summary>
    public Task<bool> IsCompletedAsync(TaskLease lease, CancellationToken cancellationToken) =>
        database.ReadAsync(async connection => await connection.ExecuteScalarAsync<long>(new CommandDefinition(
            "SELECT COUNT(*) FROM task_attempts WHERE task_id = @id AND epoch = @epoch AND outcome = 'completed'",
            new { id = lease.Task.Value, epoch = lease.Epoch }, cancellationToken: cancellationToken)) > 0, cancellationToken);

    /// <summary>The keys among these, all of one plan, that a row of it refers to.</summary>
    public async Task<IReadOnlySet<string>> ReferredAsync(ImmutableArray<TaskOutput> outputs, CancellationToken cancellationToken)
    {
        if (outputs.IsDefaultOrEmpty || ObjectNames.Owner(outputs[0].Key) is not var (video, version))
            return ImmutableHashSet<string>.Empty;
        var keys = await database.ReadAsync(connection => connection.QueryAsync<string>(new CommandDefinition($"""
            SELECT object_key FROM segments WHERE video_id = @video AND plan_version = @version AND object_key {database.Dialect.In("@keys")}
            UNION ALL SELECT object_key FROM plan_objects WHERE video_id = @video AND plan_version = @version AND object_key {database.Dialect.In("@keys")}
            """, new { video, version, keys = outputs.Select(output => output.Key.Value).ToArray() }, cancellationToken: cancellationToken)), cancellationToken);
        return keys.ToHashSet(StringComparer.Ordinal);
    }

    public Task<LeasedTask> ForAsync(TaskRow task, CancellationToken cancellationToken) =>
        database.ReadAsync(async connection =>
        {
            var (source, plan) = await connection.QuerySingleAsync<(string, string?)>(new CommandDefinition("""
                SELECT j.source_key, p.plan FROM jobs j LEFT JOIN plans p ON p.video_id = @video AND p.version = @version WHERE j.id = @id
                """, new { id = task.JobId, video = task.VideoId, version = task.PlanVersion }, cancellationToken: cancellationToken));
            var probe = task.TaskKind is TaskKind.Scan or TaskKind.File ? await ProbeAsync(connection, task, cancellationToken) : null;
            var published = task.TaskKind == TaskKind.Audio ? (await SoundAsync(connection, task, cancellationToken)).Segments : 0;
            return new LeasedTask(
                task.Lease, task.TaskKind, task.Idx, task.Attempt, VideoOf(task), task.PlanVersion, new ObjectKey(source),
                probe, plan is null ? null : PlanJson.Read(plan), published, await FileAsync(connection, task, probe, cancellationToken));
        }, cancellationToken);

    public Task<(EncodePlan Plan, PriorOutputs Prior)> PlanAsync(TaskRow task, CancellationToken cancellationToken) =>
        database.ReadAsync(async connection =>
        {
            var which = new { video = task.VideoId, version = task.PlanVersion };
            var plan = await connection.QuerySingleAsync<string>(new CommandDefinition(
                "SELECT plan FROM plans WHERE video_id = @video AND version = @version", which, cancellationToken: cancellationToken));
            var inits = await connection.QueryAsync<PlanObjectRow>(new CommandDefinition(
                $"SELECT {PlanObjectRow.Columns} FROM plan_objects WHERE video_id = @video AND plan_version = @version AND kind = 'init'",
                which, cancellationToken: cancellationToken));
            var (segments, ticks) = task.TaskKind == TaskKind.Audio ? await SoundAsync(connection, task, cancellationToken) : (0, 0);
            return (PlanJson.Read(plan), new PriorOutputs(inits.ToDictionary(init => init.Name), segments, ticks));
        }, cancellationToken);

    // A file that is made of an object has no video; nothing of it is named after one.
    private static VideoId VideoOf(TaskRow task) => new(task.VideoId.Length > 0 ? task.VideoId : VideoId.Prefix + task.JobId[1..]);

    private static async Task<FileOrder?> FileAsync(
        System.Data.Common.DbConnection connection, TaskRow task, MediaProbe? probe, CancellationToken cancellationToken)
    {
        if (task.TaskKind != TaskKind.File || probe is null)
            return null;
        var wishes = JobParams.Read(await connection.QuerySingleAsync<string>(new CommandDefinition(
            "SELECT params FROM jobs WHERE id = @id", new { id = task.JobId }, cancellationToken: cancellationToken)));
        return FileOrder.Planned(wishes, probe) is FilePlanOutcome.Planned { Plan: var plan } ? FileOrder.Of(new JobId(task.JobId), plan) : null;
    }

    private static async Task<MediaProbe?> ProbeAsync(System.Data.Common.DbConnection connection, TaskRow scan, CancellationToken cancellationToken) =>
        JsonSerializer.Deserialize(await connection.QuerySingleAsync<string>(new CommandDefinition(
            "SELECT result FROM tasks WHERE job_id = @job AND kind = 'probe'", new { job = scan.JobId }, cancellationToken: cancellationToken)), JobJson.Default.ProbeResult)?.Probe;

    private static async Task<(long Segments, long Ticks)> SoundAsync(
        System.Data.Common.DbConnection connection, TaskRow task, CancellationToken cancellationToken) =>
        await connection.QuerySingleAsync<(long, long)>(new CommandDefinition("""
            SELECT COUNT(*), CAST(COALESCE(SUM(duration_ticks), 0) AS BIGINT) FROM segments
            WHERE video_id = @video AND plan_version = @version AND rendition = @rendition
            """, new { video = task.VideoId, version = task.PlanVersion, rendition = $"audio{task.Idx}" }, cancellationToken: cancellationToken));
}
