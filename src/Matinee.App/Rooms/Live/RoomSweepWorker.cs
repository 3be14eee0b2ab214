using System.Data.Common;
using Matinee.App.Rooms.Rows;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Matinee.App.Rooms.Live;

/// <summary>Takes away messages that are too old or too many. Several nodes may do it at once: what is gone is gone.</summary>
internal sealed class RoomSweepWorker(
    MessageStore messages, DirectMessageStore direct, IOptions<RoomOptions> options, TimeProvider time, ILogger<RoomSweepWorker> logger) : BackgroundService
{
    private const int Many = 5000;

    public async Task<int> SweepAsync(CancellationToken cancellationToken)
    {
        var before = (time.GetUtcNow() - options.Value.MessageRetention).ToUnixTimeMilliseconds();
        var removed = await RepeatAsync(() => messages.SweepAgeAsync(before, cancellationToken))
            + await RepeatAsync(() => messages.SweepCountAsync(options.Value.MessagesKept, cancellationToken));
        return removed + await direct.SweepAsync(before, cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.SweepInterval, time);
        do
        {
            try
            {
                if (await SweepAsync(stoppingToken) is > 0 and var removed)
                    RoomsLog.Swept(logger, removed);
            }
            catch (Exception e) when (e is DbException or IOException)
            {
                RoomsLog.SweepFailed(logger, e);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private static async Task<int> RepeatAsync(Func<Task<int>> sweep)
    {
        var all = 0;
        int portion;
        do
        {
            portion = await sweep();
            all += portion;
        }
        while (portion >= Many);
        return all;
    }
}
