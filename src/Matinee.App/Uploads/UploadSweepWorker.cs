using System.Data.Common;
using Matinee.App.Library;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Matinee.App.Uploads;

/// <summary>Finishes what a killed process left whole, ends what expired, and removes files that nothing refers to.</summary>
internal sealed class UploadSweepWorker(
    UploadSweep sweep, VideoEvents events, IOptions<UploadOptions> options, TimeProvider time, ILogger<UploadSweepWorker> log) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(SweepAsync(stoppingToken), FollowDeletionsAsync(stoppingToken));

    private async Task SweepAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.SweepInterval, time);
        do
        {
            try
            {
                await sweep.RunAsync(stoppingToken);
            }
            catch (Exception e) when (e is IOException or DbException or UnauthorizedAccessException)
            {
                UploadLog.SweepFailed(log, e);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    // Who deletes a draft does not want its bytes; the sweep finds what is missed here.
    private async Task FollowDeletionsAsync(CancellationToken stoppingToken)
    {
        using var watch = events.Open(video => video.State == VideoState.Uploading);
        await foreach (var happened in watch.ReadAsync(stoppingToken))
        {
            if (happened.Kind != VideoEventKind.Deleted)
                continue;
            try
            {
                await sweep.CancelAsync(happened.Video.Id, stoppingToken);
            }
            catch (Exception e) when (e is IOException or DbException or UnauthorizedAccessException)
            {
                UploadLog.SweepFailed(log, e);
            }
        }
    }
}
