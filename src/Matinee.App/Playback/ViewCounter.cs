using System.Collections.Concurrent;
using Matinee.App.Library;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Matinee.App.Playback;

/// <summary>
/// Counts a view when a viewer asks for a master playlist, once a viewer and window, and adds the sums to the catalogue every
/// few seconds. Addresses are kept in memory as hashes, and no longer than the window.
/// </summary>
internal sealed class ViewCounter(IPlayables playables, PlaybackOptions options, PlaybackMetrics metrics, TimeProvider time, ILogger<ViewCounter> logger)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    // 100,000 viewers in a window are about 10 MB; beyond that the oldest half is forgotten, and may count again.
    private const int MostViewers = 100_000;

    private readonly ConcurrentDictionary<(VideoId Video, int Viewer), long> _seen = new();
    private readonly ConcurrentDictionary<VideoId, long> _pending = new();

    public void Count(VideoId id, string? address, string? agent)
    {
        var now = time.GetTimestamp();
        var viewer = (id, HashCode.Combine(address, agent));
        if (_seen.TryGetValue(viewer, out var before) && time.GetElapsedTime(before, now) < options.ViewWindow)
            return;
        _seen[viewer] = now;
        _pending.AddOrUpdate(id, 1, static (_, count) => count + 1);
        metrics.Viewed();
    }

    internal async Task FlushAsync(CancellationToken cancellationToken)
    {
        Forget();
        List<KeyValuePair<VideoId, long>> views = [];
        foreach (var id in _pending.Keys)
        {
            if (_pending.TryRemove(id, out var count))
                views.Add(new(id, count));
        }

        if (views.Count > 0)
            await playables.AddViewsAsync(views, cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                await TryFlushAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await TryFlushAsync(CancellationToken.None);
        }
    }

    private async Task TryFlushAsync(CancellationToken cancellationToken)
    {
        try
        {
            await FlushAsync(cancellationToken);
        }
        catch (Exception e) when (e is System.Data.Common.DbException or IOException)
        {
            PlaybackLog.ViewsLost(logger, e);
        }
    }

    private void Forget()
    {
        var keep = _seen.Count > MostViewers ? options.ViewWindow / 2 : options.ViewWindow;
        foreach (var (viewer, at) in _seen)
        {
            if (time.GetElapsedTime(at) >= keep)
                _seen.TryRemove(viewer, out _);
        }
    }
}
