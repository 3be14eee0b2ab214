using System.Data.Common;
using Matinee.App.Library;
using Matinee.App.Transcoding.Orders;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Matinee.App.Transcoding;

/// <summary>
/// The one loop that owns the jobs of this node: advances those that changed at once, and what every sweep finds due.
/// </summary>
internal sealed class CoordinatorWorker(
    JobAdvance steps, JobLook look, TaskSignals signals, IOptions<TranscodingOptions> options, TimeProvider time, ILogger<CoordinatorWorker> logger)
    : BackgroundService
{
    private const int SweepsUntilAgain = 15;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var swept = 0L;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var changed = await signals.ChangedJobsAsync(options.Value.SweepEvery, time, stoppingToken);
                IReadOnlyCollection<JobId> due = changed;
                if (swept == 0 || time.GetElapsedTime(swept) >= options.Value.SweepEvery)
                {
                    due = [.. changed.Union(await look.DueAsync(SweepsUntilAgain * options.Value.SweepEvery, stoppingToken)).OrderBy(id => id.Value, StringComparer.Ordinal)];
                    swept = time.GetTimestamp();
                }

                foreach (var id in due)
                    await AdvanceAsync(id, stoppingToken);
            }
            catch (Exception e) when (e is DbException or IOException)
            {
                TranscodingLog.SweepFailed(logger, nameof(CoordinatorWorker), e);
                await Task.Delay(options.Value.SweepEvery, time, stoppingToken);
            }
        }
    }

    // A job that breaks a rule of ours must not stop the others: this is the loop's boundary.
    private async Task AdvanceAsync(JobId id, CancellationToken cancellationToken)
    {
        try
        {
            await steps.AdvanceAsync(id, cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            TranscodingLog.StepFailed(logger, id.Value, e);
            look.Forget(id);
        }
    }
}

/// <summary>Takes uploaded videos in: woken by the upload, and once every sweep.</summary>
internal sealed class IntakeWorker(
    VideoStore videos, VideoSignals wakes, JobStarts starts, IOptions<TranscodingOptions> options, TimeProvider time, ILogger<IntakeWorker> logger)
    : BackgroundService
{
    private const int Batch = 50;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                foreach (var video in await videos.ListByStateAsync(VideoState.Uploaded, Batch, stoppingToken))
                {
                    if (video.Source is { } source)
                        await starts.StartAsync(video, source, JobPriority.Normal, stoppingToken);
                }
            }
            catch (Exception e) when (e is DbException or IOException)
            {
                TranscodingLog.SweepFailed(logger, nameof(IntakeWorker), e);
            }

            await WaitAsync(stoppingToken);
        }
    }

    private async Task WaitAsync(CancellationToken stoppingToken)
    {
        using var patience = new CancellationTokenSource(options.Value.SweepEvery, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, stoppingToken);
        try
        {
            await wakes.WaitForUploadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!stoppingToken.IsCancellationRequested)
        {
            // The sweep's turn.
        }
    }
}
