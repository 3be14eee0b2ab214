using System.Data.Common;
using Matinee.App.Database;
using Matinee.App.Streams.Records;
using Matinee.App.Streams.Rows;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Matinee.App.Streams.Ingest;

/// <summary>Closes gaps when nothing more comes that would: any node does it, for the one that took the segment may be gone.</summary>
internal sealed class GapWorker(IntakeStore rows, StreamDirectory directory, IngestNews news, TimeProvider time, ILogger<GapWorker> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <returns>Gaps that were closed.</returns>
    public async Task<int> ExecuteOnceAsync(CancellationToken cancellationToken)
    {
        var all = 0;
        foreach (var text in await rows.FindWaitingAsync(cancellationToken))
        {
            if (!EntityIds.TryParse<StreamId>(text, out var id) || directory.Find(id) is not { } stream)
                continue;
            var gaps = await rows.CloseGapsAsync(id, stream.TargetDuration * 1_000_000L, cancellationToken);
            news.Advanced(id, gaps);
            all += gaps;
        }

        return all;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await ExecuteOnceAsync(stoppingToken);
            }
            catch (Exception e) when (e is DbException or TimeoutException)
            {
                StreamLog.GapsLeft(logger, e);
            }
        }
    }
}
