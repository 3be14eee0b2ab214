using System.Text.Json;
using Dapper;
using Matinee.App.Database;
using Matinee.App.Transcoding.Events;
using Microsoft.Extensions.Options;

namespace Matinee.App.Transcoding.Orders;

/// <summary>The output files in <c>jobs</c>: completed, kept for their time, forgotten.</summary>
internal sealed class FileStore(ICatalogueDatabase database, IOptions<TranscodingOptions> options)
{
    private readonly string _now = database.Dialect.Now;

    /// <param name="seconds">Length of what was encoded.</param>
    /// <returns>The row with its figures; null when it was finished by somebody else.</returns>
    public Task<JobRow?> CompleteAsync(JobRow job, double seconds, CancellationToken cancellationToken) =>
        database.WriteAsync(async (connection, transaction) =>
        {
            var which = new { id = job.Id, keep = (long)options.Value.OutputRetention.TotalMilliseconds };
            var finished = await connection.QuerySingleOrDefaultAsync<JobRow>(new CommandDefinition($"""
                UPDATE jobs SET state = 'completed', finished_at = {_now}, output_expires_at = {_now} + @keep,
                  failure_code = NULL, failure_title = NULL, failure_detail = NULL
                WHERE id = @id AND finished_at IS NULL AND output_key IS NOT NULL RETURNING {JobRow.Columns}
                """, which, transaction, cancellationToken: cancellationToken));
            if (finished is null)
                return null;
            var figures = await connection.QuerySingleAsync<JobFigures>(new CommandDefinition("""
                SELECT COUNT(*) AS Tasks, CAST(COALESCE(SUM(fail_count), 0) AS BIGINT) AS Retries, CAST(COALESCE(SUM(lost_count), 0) AS BIGINT) AS LostLeases,
                  (SELECT COALESCE(SUM(a.cpu_seconds), 0.0) FROM task_attempts a JOIN tasks t ON t.id = a.task_id WHERE t.job_id = @id) AS CpuSeconds,
                  (SELECT COUNT(DISTINCT a.worker_id) FROM task_attempts a JOIN tasks t ON t.id = a.task_id WHERE t.job_id = @id AND a.outcome = 'completed') AS WorkersUsed
                FROM tasks WHERE job_id = @id
                """, which, transaction, cancellationToken: cancellationToken));
            figures.Bytes = finished.OutputBytes ?? 0;
            var stats = figures.Of(finished, seconds);
            finished.Stats = JsonSerializer.Serialize(stats, JobJson.Default.JobStatsJson);
            await JobEventLog.JobCompletedAsync(connection, transaction, finished, stats, cancellationToken);
            await connection.ExecuteAsync(new CommandDefinition(
                "UPDATE jobs SET stats = @stats WHERE id = @id", new { id = job.Id, stats = finished.Stats }, transaction, cancellationToken: cancellationToken));
            return finished;
        }, cancellationToken);

    /// <summary>Forgets files whose time is over; their objects then belong to nobody.</summary>
    public Task<int> ForgetExpiredAsync(CancellationToken cancellationToken) =>
        database.WriteAsync((connection, transaction) => connection.ExecuteAsync(new CommandDefinition(
            $"UPDATE jobs SET output_key = NULL WHERE output_key IS NOT NULL AND output_expires_at < {_now}",
            transaction: transaction, cancellationToken: cancellationToken)), cancellationToken);

    /// <summary>The key that a job refers to.</summary>
    public Task<string?> KeyAsync(string job, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => connection.QuerySingleOrDefaultAsync<string?>(new CommandDefinition(
            "SELECT output_key FROM jobs WHERE id = @job", new { job }, cancellationToken: cancellationToken)), cancellationToken);
}
