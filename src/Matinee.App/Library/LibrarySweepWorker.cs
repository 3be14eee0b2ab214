using System.Data.Common;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Matinee.App.Library;

/// <summary>Runs <see cref="LibrarySweep"/> at start and then again and again.</summary>
internal sealed class LibrarySweepWorker(
    LibrarySweep sweep, IOptions<LibraryOptions> options, TimeProvider time, ILogger<LibrarySweepWorker> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
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
                LibraryLog.SweepFailed(log, e);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
