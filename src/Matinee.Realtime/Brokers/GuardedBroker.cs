using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace Matinee.Realtime.Brokers;

/// <summary>
/// Any store, with a breaker before it. While the store is gone, channels go on among this node's members in an epoch of their own (<c>E~node</c>); whoever
/// was in E continues from what the node remembers. When it is back, channels that took entries meanwhile are put together in a new epoch, and all come anew.
/// </summary>
public sealed class GuardedBroker : IBroker, IAsyncDisposable
{
    private const int GoodProbes = 3;
    private const int HealsAtOnce = 8;
    private const string ProbeChannel = "matinee-probe";
    private static readonly TimeSpan BetweenGreetings = TimeSpan.FromMilliseconds(50);
    private readonly IBroker _store;
    private readonly IChannelHealer _healer;
    private readonly GuardOptions _options;
    private readonly string _node;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private readonly SilenceCount _silences;
    private readonly ConcurrentDictionary<string, ImmutableArray<ChannelTap>> _taps = new(StringComparer.Ordinal);
    private volatile LocalLogs? _local;

    public GuardedBroker(IBroker store, IChannelHealer healer, GuardOptions options, string node, TimeProvider time)
    {
        (_store, _healer, _options, _node, _time) = (store, healer, options, node, time);
        _silences = new SilenceCount(time);
        store.HealthChanged += OnStoreHealth;
    }

    public event Action<BrokerHealth>? HealthChanged;

    /// <summary>A channel could not be put together; it is tried again.</summary>
    public event Action<string, Exception>? HealFailed;

    public BrokerHealth Health { get; private set; } = BrokerHealth.Up;

    /// <summary>Gives a store that is still being connected to a moment; a node whose store does not answer by then begins alone.</summary>
    public async Task GreetAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        for (var since = _time.GetTimestamp(); !await ProbeAsync();)
        {
            if (_time.GetElapsedTime(since) >= patience)
            {
                Open(_store.Health is { IsUp: false, Reason: var reason } ? reason : "it does not answer in time");
                return;
            }

            await Task.Delay(BetweenGreetings, _time, cancellationToken);
        }
    }

    public async Task<AppendResult> AppendAsync(string channel, LogEntry entry, CancellationToken cancellationToken)
    {
        if (_local is { } local && !local.IsHealed(channel))
            return _options.GoesOnLocally && LogOf(local, channel) is { } own ? own.Append(entry) : new Unavailable(Health.Reason);
        try
        {
            var result = await WithinAsync(stop => _store.AppendAsync(channel, entry, stop), cancellationToken);
            if (result is Unavailable)
                OpenIfDown();
            return result;
        }
        catch (BrokerUnavailableException e)
        {
            return new Unavailable(e.Message);
        }
    }

    public Task<ReadResult> ReadAsync(string channel, StreamPosition after, int max, CancellationToken cancellationToken) =>
        LocalOf(channel) is { } log ? Task.FromResult(log.Read(after, max)) : WithinAsync(stop => _store.ReadAsync(channel, after, max, stop), cancellationToken);

    public async Task<ChannelTop> TopAsync(string channel, CancellationToken cancellationToken)
    {
        if (LocalOf(channel) is { } log)
            return log.Top();
        var top = await WithinAsync(stop => _store.TopAsync(channel, stop), cancellationToken);
        foreach (var tap in TapsOf(channel))
            tap.Saw(top);
        return top;
    }

    public Task<ChannelTop> RemoveAsync(string channel, StreamPosition? onlyAt, CancellationToken cancellationToken) =>
        LocalOf(channel) is { } log ? Task.FromResult(log.Remove(onlyAt)) : WithinAsync(stop => _store.RemoveAsync(channel, onlyAt, stop), cancellationToken);

    public Task SignalAsync(string channel, ReadOnlyMemory<byte> signal, CancellationToken cancellationToken)
    {
        if (LocalOf(channel) is not { } log)
            return WithinAsync(async stop => { await _store.SignalAsync(channel, signal, stop); return true; }, cancellationToken);
        log.Signal(signal);
        return Task.CompletedTask;
    }

    public async Task<IAsyncDisposable> FollowAsync(string channel, IChannelListener listener, CancellationToken cancellationToken)
    {
        var tap = new ChannelTap(channel, listener, t => _local is { } local && !local.IsHealed(t.Channel));
        _taps.AddOrUpdate(channel, static (_, added) => [added], static (_, taps, added) => taps.Add(added), tap);
        Task<IAsyncDisposable>? following = null;
        try
        {
            if (_local is null)
                tap.Keep(await WithinAsync(stop => following = _store.FollowAsync(channel, tap, stop), cancellationToken));
        }
        catch (BrokerUnavailableException) when (_options.GoesOnLocally && _local is not null)
        {
            _ = EndLateAsync(following); // followed when the store is back
        }
        catch
        {
            _ = EndLateAsync(following);
            Forget(tap);
            throw;
        }

        if (LocalOf(channel) is { } log && !tap.IsFollowing)
            log.Follow(tap, listener);
        return new Following(this, tap);
    }

    public async ValueTask DisposeAsync()
    {
        _store.HealthChanged -= OnStoreHealth;
        await _stop.CancelAsync();
        foreach (var tap in AllTaps)
            await tap.DisposeAsync();
    }

    // What nobody waits for any more may stand a moment later, and would for ever.
    private static async Task EndLateAsync(Task<IAsyncDisposable>? following)
    {
        try
        {
            if (following is not null)
                await (await following).DisposeAsync();
        }
        catch (Exception e) when (e is BrokerUnavailableException or OperationCanceledException)
        {
            // It never stood.
        }
    }

    private IReadOnlyList<ChannelTap> AllTaps => [.. _taps.Values.SelectMany(taps => taps)];

    private ImmutableArray<ChannelTap> TapsOf(string channel) => _taps.GetValueOrDefault(channel, []);

    private void Forget(ChannelTap tap)
    {
        var left = _taps.AddOrUpdate(tap.Channel, static (_, _) => [], static (_, taps, gone) => taps.Remove(gone), tap);
        if (left.IsEmpty)
            _taps.TryRemove(new(tap.Channel, left)); // not when another came meanwhile
    }

    private MemoryLog? LocalOf(string channel)
    {
        if (_local is not { } local || local.IsHealed(channel))
            return null;
        if (!_options.GoesOnLocally)
            throw new BrokerUnavailableException(Health.Reason);
        return LogOf(local, channel);
    }

    // Null: the store has just taken over.
    private MemoryLog? LogOf(LocalLogs local, string channel) =>
        local.GetOrAdd(channel, () => TapsOf(channel).FirstOrDefault()?.Continue(_node, _time) ?? MemoryLog.Alone(_node, _time));

    private async Task<T> WithinAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        var begun = _silences.Begin();
        try
        {
            var running = call(cancellationToken);
            var result = running.IsCompletedSuccessfully ? await running : await running.WithinAsync(_options.Timeout, _time, cancellationToken);
            _silences.Clear();
            return result;
        }
        catch (TimeoutException)
        {
            if (_silences.IsSecond(begun))
                Open("it does not answer in time");
            throw new BrokerUnavailableException($"The store did not answer within {_options.Timeout.TotalMilliseconds} ms.");
        }
        catch (BrokerUnavailableException)
        {
            OpenIfDown();
            throw;
        }
    }

    // A store knows whether it is gone, or was silent once, or has too much to do on one channel.
    private void OpenIfDown() => OnStoreHealth(_store.Health);

    private void OnStoreHealth(BrokerHealth health)
    {
        if (!health.IsUp)
            Open(health.Reason);
    }

    private void Open(string reason)
    {
        lock (_gate)
        {
            if (_local is not null || _stop.IsCancellationRequested)
                return;
            Health = BrokerHealth.Down(reason);
            _local = new LocalLogs();
        }

        HealthChanged?.Invoke(Health);
        _ = ReturnAsync(_local);
        if (!_options.GoesOnLocally)
            return;
        foreach (var tap in AllTaps)
        {
            if (LogOf(_local, tap.Channel) is { } log)
                tap.FollowLocally(log);
        }
    }

    private async Task ReturnAsync(LocalLogs local)
    {
        try
        {
            do
            {
                for (var good = 0; good < GoodProbes;)
                {
                    // What answered once is asked again soon: everybody waits to be together.
                    await Task.Delay(good == 0 ? _options.ProbeInterval : _options.ProbeInterval / 4, _time, _stop.Token);
                    good = await ProbeAsync() ? good + 1 : 0;
                }
            }
            while (!await HealAllAsync(local));
            await CloseAsync();
        }
        catch (OperationCanceledException)
        {
            // The end of the process.
        }
    }

    // False: the store went again.
    private async Task<bool> HealAllAsync(LocalLogs local)
    {
        var several = new ParallelOptions { MaxDegreeOfParallelism = HealsAtOnce, CancellationToken = _stop.Token };
        var failed = 0;
        do
        {
            await Parallel.ForEachAsync(local.Unhealed, several, async (channel, _) =>
            {
                if (Volatile.Read(ref failed) == 0 && local.Find(channel) is { } log && !await HealAsync(local, log, channel))
                    Volatile.Write(ref failed, 1);
            });
            if (failed != 0)
                return false;
        }
        while (!local.TryClose());
        return true;
    }

    private async Task<bool> ProbeAsync()
    {
        try
        {
            await _store.TopAsync(ProbeChannel, _stop.Token).WithinAsync(_options.Timeout, _time, _stop.Token);
            return _store.Health.IsUp;
        }
        catch (Exception e) when (e is TimeoutException or BrokerUnavailableException)
        {
            return false;
        }
    }

    // While it is being healed nothing more is taken: whoever is refused asks again with the same id.
    private async Task<bool> HealAsync(LocalLogs local, MemoryLog log, string channel)
    {
        try
        {
            if (log.Seal(channel) is { Items.Count: > 0 } part)
            {
                await _healer.HealAsync(part, _store, _stop.Token);
                await Task.Delay(TimeSpan.FromSeconds(HealsAtOnce) / _options.HealsPerSecond, _time, _stop.Token);
            }

            foreach (var tap in TapsOf(channel))
                await FollowStoreAsync(tap, log);
        }
        catch (Exception e) when (!_stop.IsCancellationRequested)
        {
            // The boundary of a loop: whatever the host's healer throws, the room goes on here and is healed another time.
            HealFailed?.Invoke(channel, e);
            log.Unseal();
            return false;
        }

        local.EndHealing(channel);
        foreach (var tap in TapsOf(channel))
            tap.OnDoubt();
        return true;
    }

    private async Task FollowStoreAsync(ChannelTap tap, MemoryLog? log)
    {
        if (!tap.IsFollowing)
            tap.Keep(await _store.FollowAsync(tap.Channel, tap, _stop.Token));
        log?.Leave(tap);
    }

    private async Task CloseAsync()
    {
        lock (_gate)
        {
            _silences.Clear();
            _local = null;
            Health = BrokerHealth.Up;
        }

        HealthChanged?.Invoke(Health);
        foreach (var tap in AllTaps.Where(t => !t.IsFollowing))
            await FollowLateAsync(tap);
        if (_options.GoesOnLocally)
            return;
        foreach (var tap in AllTaps)
            tap.OnDoubt(); // hints may have been lost with the store
    }

    private async Task FollowLateAsync(ChannelTap tap)
    {
        while (true)
        {
            try
            {
                await FollowStoreAsync(tap, null);
                tap.OnDoubt();
                return;
            }
            catch (BrokerUnavailableException)
            {
                await Task.Delay(_options.ProbeInterval, _time, _stop.Token);
            }
        }
    }

    private sealed class Following(GuardedBroker broker, ChannelTap tap) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            broker.Forget(tap);
            broker._local?.Find(tap.Channel)?.Leave(tap);
            return tap.DisposeAsync();
        }
    }
}
