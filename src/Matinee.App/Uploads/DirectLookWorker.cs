using System.Data.Common;
using System.Security.Cryptography;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Matinee.App.Uploads;

/// <summary>Asks the store for direct uploads that nobody reported, and for those of whom an event came.</summary>
internal sealed class DirectLookWorker(
    DirectArrivals arrivals, DirectUploadStore direct, DirectOffers offers, IOptions<UploadOptions> options, TimeProvider time, ILogger<DirectLookWorker> log)
    : BackgroundService
{
    /// <summary>A round; with the default interval 40 requests a second at most, over all nodes together.</summary>
    private const int Batch = 200;
    private const int AtOnce = 8;
    private const int HintsKept = 1000;

    /// <summary>Who has not sent a file on the first day is not asked for so often.</summary>
    private static readonly TimeSpan LateInterval = TimeSpan.FromMinutes(1);

    /// <summary>Hints are only hints: what does not fit is found by the look.</summary>
    private readonly Channel<UploadId> _hints = Channel.CreateBounded<UploadId>(new BoundedChannelOptions(HintsKept) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Hint(UploadId id) => _hints.Writer.TryWrite(id);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (offers.IsOpen)
            await Task.WhenAll(LookAroundAsync(stoppingToken), FollowHintsAsync(stoppingToken));
    }

    private async Task LookAroundAsync(CancellationToken stoppingToken)
    {
        var interval = options.Value.LookInterval;
        while (!stoppingToken.IsCancellationRequested)
        {
            // Nodes that started together shall not ask together.
            await Task.Delay(interval * (0.75 + (RandomNumberGenerator.GetInt32(250) / 1000.0)), time, stoppingToken);
            try
            {
                var due = await direct.TakeDueAsync(Batch, options.Value.UrlLifetime, interval, Longer(interval, LateInterval), stoppingToken);
                await Parallel.ForEachAsync(due, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stoppingToken }, LookAsync);
            }
            catch (DbException e)
            {
                UploadLog.SweepFailed(log, e);
            }
        }
    }

    private async Task FollowHintsAsync(CancellationToken stoppingToken)
    {
        await foreach (var id in _hints.Reader.ReadAllAsync(stoppingToken))
            await LookAsync(id, stoppingToken);
    }

    private async ValueTask LookAsync(UploadId id, CancellationToken stoppingToken)
    {
        try
        {
            // Reading a large file takes longer than a round; it goes on beside it.
            await arrivals.LookAsync(id, finish: false, stoppingToken).WaitAsync(options.Value.LookInterval, time, stoppingToken);
        }
        catch (TimeoutException)
        {
            // It is being looked at.
        }
        catch (Exception e) when (e is IOException or DbException)
        {
            UploadLog.LookFailed(log, id, e.Message);
        }
    }

    private static TimeSpan Longer(TimeSpan a, TimeSpan b) => a > b ? a : b;
}
