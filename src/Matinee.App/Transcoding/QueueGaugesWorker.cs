using System.Data.Common;
using Dapper;
using Matinee.App.Database;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Matinee.App.Transcoding;

/// <summary>Reads the gauges of the queue every few seconds, so that a scrape costs no query.</summary>
internal sealed class QueueGaugesWorker(
    ICatalogueDatabase database, TranscodingMeters meters, IOptions<TranscodingOptions> options, TimeProvider time, ILogger<QueueGaugesWorker> logger)
    : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                meters.Figures = await ReadAsync(stoppingToken);
            }
            catch (Exception e) when (e is DbException or IOException)
            {
                TranscodingLog.SweepFailed(logger, nameof(QueueGaugesWorker), e);
            }

            await Task.Delay(Every, time, stoppingToken);
        }
    }

    private Task<QueueFigures> ReadAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(connection => connection.QuerySingleAsync<QueueFigures>(new CommandDefinition($"""
            SELECT (SELECT COUNT(*) FROM jobs WHERE finished_at IS NULL) AS Jobs,
              (SELECT COUNT(*) FROM tasks WHERE state = 'ready') AS Pending,
              (SELECT COUNT(*) FROM tasks WHERE state = 'running') AS Running,
              (SELECT COUNT(*) FROM tasks WHERE state = 'running' AND lane <> 'light')
                + (SELECT COUNT(*) FROM tasks WHERE state = 'running' AND rival_owner IS NOT NULL) AS Busy,
              (SELECT COUNT(*) FROM workers WHERE last_heartbeat > {database.Dialect.Now} - @lease) AS ActiveWorkers,
              (SELECT CAST(COALESCE(SUM(slots), 0) AS BIGINT) FROM workers WHERE last_heartbeat > {database.Dialect.Now} - @lease) AS Slots
            """, new { lease = (long)options.Value.DeadWorkerTimeout.TotalMilliseconds }, cancellationToken: cancellationToken)), cancellationToken);
}
