using System.Collections.Concurrent;
using Matinee.App.Rooms.Rows;
using Matinee.Realtime.Brokers;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Matinee.App.Rooms.Live;

/// <summary>The rooms that this node follows: those it has members of, and those that were asked for a moment ago.</summary>
internal sealed class RoomFeeds(
    GuardedBroker broker, RoomStore rooms, RoomLogReader log, IEnumerable<IRoomObserver> observers, TimeProvider time, ILogger<RoomFeeds> logger) : BackgroundService
{
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(15);

    private readonly ConcurrentDictionary<RoomId, Lazy<Task<RoomFeed?>>> _feeds = new();
    private readonly ConcurrentDictionary<RoomId, RoomFeed> _ready = new();
    private readonly IRoomObserver[] _observers = [.. observers];

    /// <summary>Null when there is no such room.</summary>
    /// <exception cref="BrokerUnavailableException">Its log cannot be read.</exception>
    public async Task<RoomFeed?> OpenAsync(RoomId id, CancellationToken cancellationToken)
    {
        var entry = _feeds.GetOrAdd(id, key => new Lazy<Task<RoomFeed?>>(() => StartAsync(key)));
        RoomFeed? feed;
        try
        {
            feed = await entry.Value.WaitAsync(cancellationToken);
        }
        catch (Exception) when (entry.Value.IsFaulted || entry.Value.IsCanceled)
        {
            _feeds.TryRemove(KeyValuePair.Create(id, entry));
            throw;
        }

        if (feed is null)
            _feeds.TryRemove(KeyValuePair.Create(id, entry));
        else
            feed.UsedAt = time.GetTimestamp();
        return feed;
    }

    /// <summary>Null when this node does not follow it.</summary>
    public RoomFeed? Find(RoomId id) => _ready.GetValueOrDefault(id);

    public IEnumerable<RoomFeed> All => _ready.Values;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        foreach (var id in _feeds.Keys)
            await CloseAsync(id);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Look, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            foreach (var feed in All.Where(feed => !IsInUse(feed) && time.GetElapsedTime(feed.UsedAt) > Idle).ToArray())
                await CloseAsync(feed.Id);
        }
    }

    private bool IsInUse(RoomFeed feed) => _observers.OfType<IRoomUse>().Any(use => use.Uses(feed.Id));

    private async Task CloseAsync(RoomId id)
    {
        _ready.TryRemove(id, out _);
        if (_feeds.TryRemove(id, out var entry) && entry.IsValueCreated && await entry.Value is { } feed)
            await feed.DisposeAsync();
    }

    // Not cancelled with whoever asked first: others may wait for it.
    private async Task<RoomFeed?> StartAsync(RoomId id)
    {
        if (await rooms.FindAsync(id, CancellationToken.None) is not { } room)
            return null;
        var feed = new RoomFeed(id, await log.BeginAsync(room, CancellationToken.None), log, _observers, time, logger);
        try
        {
            await feed.StartAsync((listener, stop) => broker.FollowAsync(id.Channel, listener, stop), CancellationToken.None);
            _ready[id] = feed;
            return feed;
        }
        catch (BrokerUnavailableException)
        {
            await feed.DisposeAsync();
            throw;
        }
    }
}

/// <summary>Has members of a room on this node.</summary>
internal interface IRoomUse
{
    bool Uses(RoomId id);
}
