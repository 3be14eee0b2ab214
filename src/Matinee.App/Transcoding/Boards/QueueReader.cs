using System.Collections.Immutable;
using System.Data.Common;
using Dapper;
using Matinee.App.Database;
using Microsoft.Extensions.Options;

namespace Matinee.App.Transcoding.Boards;

/// <summary>
/// Reads the queue's figures. The past is not recorded anywhere: it is counted back from when rows began and ended, by
/// the database, one row a step.
/// </summary>
public sealed class QueueReader(ICatalogueDatabase database, IOptions<TranscodingOptions> options)
{
    /// <summary>Half an hour in steps of a minute.</summary>
    public const int Buckets = 30;

    public static readonly TimeSpan Step = TimeSpan.FromMinutes(1);

    private readonly string _now = database.Dialect.Now;

    public Task<QueueReadings> ReadAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(async connection =>
        {
            var now = await NowAsync(connection, cancellationToken);
            var moment = await MomentAsync(connection, now, cancellationToken);
            return new QueueReadings(moment, now, Step, await HistoryAsync(connection, now, moment, cancellationToken));
        }, cancellationToken);

    public Task<QueueMoment> CountAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(async connection => await MomentAsync(connection, await NowAsync(connection, cancellationToken), cancellationToken), cancellationToken);

    private Task<long> NowAsync(DbConnection connection, CancellationToken cancellationToken) =>
        connection.ExecuteScalarAsync<long>(new CommandDefinition($"SELECT {_now}", cancellationToken: cancellationToken));

    private Task<QueueMoment> MomentAsync(DbConnection connection, long now, CancellationToken cancellationToken) =>
        connection.QuerySingleAsync<QueueMoment>(new CommandDefinition("""
            SELECT (SELECT COUNT(*) FROM jobs WHERE state IN ('running', 'retrying')) AS JobsRunning,
              (SELECT COUNT(*) FROM jobs WHERE state IN ('queued', 'pending')) AS JobsQueued,
              (SELECT COUNT(*) FROM jobs WHERE finished_at > @day AND state = 'failed') AS JobsFailed,
              (SELECT COUNT(*) FROM tasks WHERE state = 'ready') AS TasksPending,
              (SELECT COUNT(*) FROM tasks WHERE state = 'running') AS TasksRunning,
              (SELECT COUNT(*) FROM tasks WHERE state = 'running' AND lane <> 'light')
                + (SELECT COUNT(*) FROM tasks WHERE state = 'running' AND rival_owner IS NOT NULL) AS SlotsBusy,
              (SELECT COUNT(*) FROM workers WHERE last_heartbeat > @alive) AS WorkersAlive,
              (SELECT CAST(COALESCE(SUM(slots), 0) AS BIGINT) FROM workers WHERE last_heartbeat > @alive) AS Slots,
              (SELECT CAST(COALESCE(SUM(t.total_frames), 0) AS BIGINT) FROM task_attempts a JOIN tasks t ON t.id = a.task_id
                WHERE a.finished_at > @minute AND a.outcome = 'completed' AND t.kind = 'video_chunk') AS FramesLastMinute
            """, new
        {
            day = now - (long)TimeSpan.FromDays(1).TotalMilliseconds,
            alive = now - (long)options.Value.DeadWorkerTimeout.TotalMilliseconds,
            minute = now - (long)TimeSpan.FromMinutes(1).TotalMilliseconds,
        }, cancellationToken: cancellationToken));

    private static async Task<QueueHistory> HistoryAsync(DbConnection connection, long now, QueueMoment moment, CancellationToken cancellationToken)
    {
        Task<long[]> Counted(string what, string from, string when, string where = "1 = 1") =>
            CountedAsync(connection, now, what, from, when, where, cancellationToken);

        var jobsBegun = await Counted("COUNT(*)", "jobs", "started_at");
        var jobsEnded = await Counted("COUNT(*)", "jobs", "finished_at", "started_at IS NOT NULL");
        var jobsMade = await Counted("COUNT(*)", "jobs", "created_at");
        var jobsDropped = await Counted("COUNT(*)", "jobs", "finished_at", "started_at IS NULL");
        var jobsFailed = await Counted("COUNT(*)", "jobs", "finished_at", "state = 'failed'");
        var tasksMade = await Counted("COUNT(*)", "tasks", "created_at", "lane <> 'coordinator'");
        var taken = await Counted("COUNT(*)", "task_attempts", "started_at");
        var given = await Counted("COUNT(*)", "task_attempts", "finished_at");
        var returned = await Counted("COUNT(*)", "task_attempts", "finished_at", "outcome IN ('lost', 'failed', 'released')");
        var frames = await Counted("CAST(SUM(t.total_frames) AS BIGINT)", "task_attempts x JOIN tasks t ON t.id = x.task_id", "x.finished_at", "x.outcome = 'completed' AND t.kind = 'video_chunk'");
        return new QueueHistory(
            Back(moment.JobsRunning, jobsBegun, jobsEnded),
            Back(moment.JobsQueued, jobsMade, Sum(jobsBegun, jobsDropped)),
            [.. jobsFailed.Select(n => (double)n)],
            Back(moment.TasksPending, Sum(tasksMade, returned), taken),
            Back(moment.TasksRunning, taken, given),
            [.. frames.Select(n => n / Step.TotalSeconds)]);
    }

    private static async Task<long[]> CountedAsync(
        DbConnection connection, long now, string what, string from, string when, string where, CancellationToken cancellationToken)
    {
        var step = (long)Step.TotalMilliseconds;
        var since = now - (Buckets * step);
        var rows = await connection.QueryAsync<(long Bucket, long Number)>(new CommandDefinition($"""
            SELECT CAST(({when} - @since) / @step AS BIGINT), CAST({what} AS BIGINT) FROM {from}
            WHERE {when} > @since AND {when} <= @now AND {where} GROUP BY 1
            """, new { since, now, step }, cancellationToken: cancellationToken));
        var counted = new long[Buckets];
        foreach (var (bucket, number) in rows)
            counted[Math.Clamp(bucket, 0, Buckets - 1)] += number;
        return counted;
    }

    /// <summary>From what is now, and what came and went in each step, to what was at each step's end.</summary>
    internal static ImmutableArray<double> Back(long now, long[] came, long[] went)
    {
        var series = new double[came.Length];
        double level = now;
        for (var i = came.Length - 1; i >= 0; i--)
        {
            series[i] = level;
            // A job that is taken up again comes and goes more often than its one row says.
            level = Math.Max(0, level - came[i] + went[i]);
        }

        return [.. series];
    }

    private static long[] Sum(long[] one, long[] other) => [.. one.Zip(other, (a, b) => a + b)];
}
