using System.Data.Common;
using Matinee.App.Database;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Matinee.App.Playback;

/// <summary>Keeps <see cref="RevokedGrants"/> in step with the other nodes.</summary>
internal sealed class RevokedGrantsWorker(GrantStore grants, ICatalogueDatabase database, TimeProvider time, ILogger<RevokedGrantsWorker> log) : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan SweepEvery = TimeSpan.FromHours(1);

    private readonly SemaphoreSlim _woken = new(0, 1);

    public override void Dispose()
    {
        _woken.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var wakes = database.Wakes.Subscribe(GrantStore.Wake, _ => Hear());
        DateTimeOffset? since = null;
        var sweptAt = time.GetTimestamp();
        while (true)
        {
            try
            {
                var began = time.GetUtcNow();
                await grants.LearnAsync(since, stoppingToken);
                since = began;
                if (time.GetElapsedTime(sweptAt) > SweepEvery)
                {
                    await grants.SweepAsync(stoppingToken);
                    sweptAt = time.GetTimestamp();
                }
            }
            catch (Exception e) when (e is DbException or IOException)
            {
                PlaybackLog.GrantsUnread(log, e);
            }

            await _woken.WaitAsync(Look, stoppingToken);
        }
    }

    private void Hear()
    {
        if (_woken.CurrentCount == 0)
            _woken.Release();
    }
}
