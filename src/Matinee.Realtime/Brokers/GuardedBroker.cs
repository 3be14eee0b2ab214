namespace Matinee.Realtime.Brokers;

/// <summary>
/// Any store, with a breaker before it. While the store is gone, channels go on among this node's members in an epoch of their own (<c>E~node</c>); whoever
/// was in E continues from what the node remembers. When it is back, channels that took entries meanwhile are put together in a new epoch, and all come anew.
/// </summary>
public sealed class GuardedBroker : IBroker, IAsyncDisposable
{
    private static readonly TimeSpan BetweenGreetings = TimeSpan.FromMilliseconds(50);
    private readonly IBroker _store;
    private readonly GuardOptions _options;
    private readonly string _node;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private readonly SilenceCount _silences;
    private readonly TapBoard _taps = new();
    private readonly StoreReturn _return;
    private volatile LocalLogs? _local;
    private bool _isInDoubt;

    public GuardedBroker(IBroker store, IChannelHealer healer, GuardOptions options, string node, TimeProvider time)
    {
        (_store, _options, _node, _time) = (store, options, node, time);
        _return = new StoreReturn(store, healer, options, _taps, time);
        _silences = new SilenceCount(time);
        store.HealthChanged += OnStoreHealth;
    }

    public event Action<BrokerHealth>? HealthChanged;

    /// <summary>A channel could not be put together; it is tried again.</summary>
    public event Action<string, Exception>? HealFailed
    {
        add => _return.HealFailed += value;
        remove => _return.HealFailed -= value;
    }

    public BrokerHealth Health { get; private set; } = BrokerHealth.Up;

    /// <summary>Gives a store that is still being connected to a moment; a node whose store does not answer by then begins alone.</summary>
    public async Task GreetAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        for (var since = _time.GetTimestamp(); !await _return.ProbeAsync(_stop.Token);)
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
        foreach (var tap in _taps.Of(channel))
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
        _taps.Add(tap);
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
            _taps.Remove(tap);
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
        foreach (var tap in _taps.All)
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
        local.GetOrAdd(channel, () => _taps.Of(channel).FirstOrDefault()?.Continue(_node, _time) ?? MemoryLog.Alone(_node, _time));

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
        bool isInDoubt;
        lock (_gate)
        {
            if (_local is not null || _isInDoubt || _stop.IsCancellationRequested)
                return;
            isInDoubt = _isInDoubt = _return.IsRecent;
        }

        if (isInDoubt)
            _ = DoubtAsync(reason);
        else
            GoAlone(reason);
    }

    private async Task DoubtAsync(string reason)
    {
        try
        {
            var isThere = await _return.IsThereStillAsync(_stop.Token);
            _silences.Clear();
            if (!isThere)
                GoAlone(reason);
        }
        catch (OperationCanceledException)
        {
            // The end of the process.
        }
        finally
        {
            lock (_gate)
                _isInDoubt = false;
        }
    }

    private void GoAlone(string reason)
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
        foreach (var tap in _taps.All)
        {
            if (LogOf(_local, tap.Channel) is { } log)
                tap.FollowLocally(log);
        }
    }

    private async Task ReturnAsync(LocalLogs local)
    {
        try
        {
            await _return.CompleteAsync(local, _stop.Token);
            await CloseAsync();
        }
        catch (OperationCanceledException)
        {
            // The end of the process.
        }
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
        foreach (var tap in _taps.All.Where(t => !t.IsFollowing))
            await _return.FollowLateAsync(tap, _stop.Token);
        if (_options.GoesOnLocally)
            return;
        foreach (var tap in _taps.All)
            tap.OnDoubt(); // hints may have been lost with the store
    }

    private sealed class Following(GuardedBroker broker, ChannelTap tap) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            broker._taps.Remove(tap);
            broker._local?.Find(tap.Channel)?.Leave(tap);
            return tap.DisposeAsync();
        }
    }
}
