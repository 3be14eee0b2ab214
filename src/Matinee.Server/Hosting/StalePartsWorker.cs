using System.Security.Cryptography;
using Matinee.Adapters.Remote;

namespace Matinee.Server.Hosting;

/// <summary>
/// Forgets parts that a killed process or a browser that never came back left in the bucket. They are invisible, and paid for.
/// </summary>
internal sealed partial class StalePartsWorker(IStoreAdministration administration, TimeProvider time, ILogger<StalePartsWorker> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromHours(6);

    /// <summary>Longer than any upload is kept open (365 days would be paid for by others' parts, so an upload that is older loses its parts).</summary>
    private static readonly TimeSpan Age = TimeSpan.FromDays(8);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            // Several servers share a bucket and may have started together.
            await Task.Delay(Every * (0.5 + (RandomNumberGenerator.GetInt32(1000) / 1000.0)), time, stoppingToken);
            try
            {
                if (await administration.RemoveStalePartsAsync(time.GetUtcNow() - Age, stoppingToken) is > 0 and var removed)
                    Removed(log, removed);
            }
            catch (IOException e)
            {
                Failed(log, e.Message);
            }
        }
    }

    [LoggerMessage(1300, LogLevel.Information, "removed the parts of {Count} uploads to the store that were never completed")]
    private static partial void Removed(ILogger log, int count);

    [LoggerMessage(1301, LogLevel.Warning, "stale parts could not be looked for, and will be later: {Reason}")]
    private static partial void Failed(ILogger log, string reason);
}
