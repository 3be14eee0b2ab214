using System.Data.Common;
using Dapper;
using Matinee.App.Database;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Matinee.App.Transcoding.Events;

/// <summary>
/// Tells of workers that came and of those that fell silent, and forgets events that are too old. Each coming and going is
/// one row changed under a lock, so that of several nodes one tells it.
/// </summary>
internal sealed class WorkerPresence(
    ICatalogueDatabase database, JobEventStore events, JobEventFeed feed, IOptions<TranscodingOptions> options, TimeProvider time, ILogger<WorkerPresence> logger)
    : BackgroundService
{
    private static readonly TimeSpan ForgetEvery = TimeSpan.FromMinutes(10);

    private readonly string _now = database.Dialect.Now;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var forgotAt = 0L;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await LookAsync(stoppingToken);
                if (forgotAt == 0 || time.GetElapsedTime(forgotAt) >= ForgetEvery)
                {
                    while (await events.SweepAsync(options.Value.EventRetention, stoppingToken) > 0)
                        await Task.Delay(TimeSpan.FromMilliseconds(50), time, stoppingToken);
                    forgotAt = time.GetTimestamp();
                }
            }
            catch (Exception e) when (e is DbException or IOException)
            {
                TranscodingLog.SweepFailed(logger, nameof(WorkerPresence), e);
            }

            await Task.Delay(options.Value.SweepEvery, time, stoppingToken);
        }
    }

    internal async Task LookAsync(CancellationToken cancellationToken)
    {
        // The look that finds nothing, which is nearly every one, takes no writer's turn.
        if ((await database.ReadAsync(connection => ChangedAsync(connection, null, cancellationToken), cancellationToken)).Count == 0)
            return;
        await database.WriteAsync(async (connection, transaction) =>
        {
            foreach (var worker in await ChangedAsync(connection, transaction, cancellationToken))
                await TellAsync(connection, transaction, worker, cancellationToken);
            return true;
        }, cancellationToken);
        feed.Wake();
    }

    private async Task<IReadOnlyList<WorkerChange>> ChangedAsync(DbConnection connection, DbTransaction? transaction, CancellationToken cancellationToken) =>
        (await connection.QueryAsync<WorkerChange>(new CommandDefinition($"""
            SELECT w.id AS Id, w.name AS Name, w.incarnation AS Incarnation, COALESCE(p.present, 0) AS WasPresent,
              CASE WHEN w.last_heartbeat > {_now} - @lease THEN 1 ELSE 0 END AS IsPresent
            FROM workers w LEFT JOIN worker_presence p ON p.worker_id = w.id
            WHERE COALESCE(p.present, 0) <> CASE WHEN w.last_heartbeat > {_now} - @lease THEN 1 ELSE 0 END
              OR p.incarnation <> w.incarnation AND w.last_heartbeat > {_now} - @lease
            """, new { lease = (long)options.Value.DeadWorkerTimeout.TotalMilliseconds }, transaction, cancellationToken: cancellationToken))).AsList();

    private static async Task TellAsync(DbConnection connection, DbTransaction transaction, WorkerChange worker, CancellationToken cancellationToken)
    {
        var told = await connection.ExecuteAsync(new CommandDefinition("""
            INSERT INTO worker_presence (worker_id, incarnation, present) VALUES (@Id, @Incarnation, @IsPresent)
            ON CONFLICT (worker_id) DO UPDATE SET incarnation = excluded.incarnation, present = excluded.present
            WHERE worker_presence.present <> excluded.present OR worker_presence.incarnation <> excluded.incarnation
            """, new { worker.Id, worker.Incarnation, IsPresent = worker.IsPresent ? 1 : 0 }, transaction, cancellationToken: cancellationToken));
        if (told == 0)
            return;
        // A new incarnation that was not seen to go: it went, and came.
        if (worker.WasPresent)
            await JobEventLog.WorkerAsync(connection, transaction, "WorkerLost", worker.Id, worker.Name, cancellationToken);
        if (worker.IsPresent)
            await JobEventLog.WorkerAsync(connection, transaction, "WorkerJoined", worker.Id, worker.Name, cancellationToken);
    }

    private sealed class WorkerChange
    {
        public string Id { get; set; } = "";

        public string Name { get; set; } = "";

        public long Incarnation { get; set; }

        public bool WasPresent { get; set; }

        public bool IsPresent { get; set; }
    }
}
