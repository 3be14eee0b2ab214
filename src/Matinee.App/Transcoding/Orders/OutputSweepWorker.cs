using System.Data.Common;
using Matinee.App.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Matinee.App.Transcoding.Orders;

/// <summary>Removes output files that are past their time, and what attempts left behind that came to nothing.</summary>
internal sealed class OutputSweepWorker(
    FileStore files, IObjectStore objects, IOptions<TranscodingOptions> options, TimeProvider time, ILogger<OutputSweepWorker> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(options.Value.RetentionEvery, time, stoppingToken);
            try
            {
                await SweepAsync(stoppingToken);
            }
            catch (Exception e) when (e is DbException or IOException or UnauthorizedAccessException)
            {
                TranscodingLog.SweepFailed(logger, nameof(OutputSweepWorker), e);
            }
        }
    }

    internal async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        await files.ForgetExpiredAsync(cancellationToken);
        var removed = 0;
        // Written before the grace began: no running attempt can still mean to commit it.
        var limit = time.GetUtcNow() - options.Value.RetentionGrace;
        await foreach (var stored in objects.ListAsync("jobs", cancellationToken))
        {
            if (stored.LastModified > limit || stored.Key.Value.Split('/') is not ["jobs", var job, _])
                continue;
            if (await files.KeyAsync(job, cancellationToken) == stored.Key.Value)
                continue;
            await objects.DeleteAsync(stored.Key, cancellationToken);
            removed++;
        }

        return removed;
    }
}
