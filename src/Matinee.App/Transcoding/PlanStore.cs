using System.Collections.Immutable;
using System.Data.Common;
using Dapper;
using Matinee.App.Database;
using Matinee.Media.Planning;

namespace Matinee.App.Transcoding;

/// <summary>Writes <c>plans</c>: made once, settled once, then playing, complete, retired.</summary>
internal sealed class PlanStore(ICatalogueDatabase database, JobStore jobs)
{
    private readonly string _now = database.Dialect.Now;

    public Task<PlanRow?> FindAsync(JobRow job, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => connection.QuerySingleOrDefaultAsync<PlanRow>(new CommandDefinition(
            $"SELECT {PlanRow.Columns} FROM plans WHERE video_id = @video AND version = @version",
            new { video = job.VideoId, version = job.PlanVersion }, cancellationToken: cancellationToken)), cancellationToken);

    /// <summary>True when another version that is whole is what viewers are given: nothing shall take its place before it is whole too.</summary>
    public Task<bool> HasCompleteAsync(JobRow job, CancellationToken cancellationToken) =>
        database.ReadAsync(async connection => await connection.ExecuteScalarAsync<long>(new CommandDefinition(
            "SELECT COUNT(*) FROM plans WHERE video_id = @video AND version <> @version AND playing = 1 AND state = 'complete'",
            new { video = job.VideoId, version = job.PlanVersion }, cancellationToken: cancellationToken)) > 0, cancellationToken);

    /// <summary>The plan and its first tasks, in one transaction. No-op when it is there already.</summary>
    public Task<bool> InsertAsync(JobRow job, EncodePlan plan, string probe, ImmutableArray<NewTask> tasks, CancellationToken cancellationToken) =>
        database.WriteAsync(async (connection, transaction) =>
        {
            var inserted = await connection.ExecuteAsync(new CommandDefinition($"""
                INSERT INTO plans (video_id, version, job_id, state, playing, settled, revision, plan, probe, created_at)
                VALUES (@video, @version, @job, 'building', 0, @settled, 1, @plan, @probe, {_now}) ON CONFLICT DO NOTHING
                """, new
            {
                video = job.VideoId,
                version = job.PlanVersion,
                job = job.Id,
                settled = plan.IsSettled ? 1 : 0,
                plan = PlanJson.Write(plan),
                probe,
            }, transaction, cancellationToken: cancellationToken));
            if (inserted == 1)
                await jobs.AddTasksAsync(connection, transaction, job, tasks, cancellationToken);
            return inserted == 1;
        }, cancellationToken);

    /// <summary>The scan has the last word on the length; after this the JSON never changes.</summary>
    public Task<bool> SettleAsync(JobRow job, EncodePlan plan, ImmutableArray<NewTask> tasks, CancellationToken cancellationToken) =>
        database.WriteAsync(async (connection, transaction) =>
        {
            var settled = await connection.ExecuteAsync(new CommandDefinition("""
                UPDATE plans SET plan = @plan, settled = 1, revision = revision + 1
                WHERE video_id = @video AND version = @version AND settled = 0
                """, new { video = job.VideoId, version = job.PlanVersion, plan = PlanJson.Write(plan) }, transaction, cancellationToken: cancellationToken));
            if (settled == 1)
                await jobs.AddTasksAsync(connection, transaction, job, tasks, cancellationToken);
            return settled == 1;
        }, cancellationToken);

    /// <summary>Viewers are given this version from now on. False when they are already, or a complete one keeps its place.</summary>
    public Task<bool> PlayAsync(JobRow job, CancellationToken cancellationToken) =>
        database.WriteAsync(async (connection, transaction) =>
        {
            var which = new { video = job.VideoId, version = job.PlanVersion, job = job.Id };
            var blocked = await connection.ExecuteScalarAsync<long>(new CommandDefinition(
                "SELECT COUNT(*) FROM plans WHERE video_id = @video AND playing = 1 AND (state = 'complete' OR version = @version)",
                which, transaction, cancellationToken: cancellationToken));
            if (blocked > 0)
                return false;
            await SwitchAsync(connection, transaction, job, cancellationToken);
            await connection.ExecuteAsync(new CommandDefinition(
                $"UPDATE jobs SET playable_at = COALESCE(playable_at, {_now}) WHERE id = @job", which, transaction, cancellationToken: cancellationToken));
            return true;
        }, cancellationToken);

    internal async Task SwitchAsync(DbConnection connection, DbTransaction transaction, JobRow job, CancellationToken cancellationToken)
    {
        var which = new { video = job.VideoId, version = job.PlanVersion };
        await connection.ExecuteAsync(new CommandDefinition($"""
            UPDATE plans SET playing = 0, state = 'retired', retired_at = {_now}, revision = revision + 1
            WHERE video_id = @video AND version < @version AND state <> 'retired'
            """, which, transaction, cancellationToken: cancellationToken));
        await connection.ExecuteAsync(new CommandDefinition(
            "UPDATE plans SET playing = 1, revision = revision + 1 WHERE video_id = @video AND version = @version",
            which, transaction, cancellationToken: cancellationToken));
    }
}
