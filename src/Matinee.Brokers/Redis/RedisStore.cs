using System.Collections.Concurrent;
using Matinee.Brokers.Health;
using Matinee.Realtime.Brokers;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Matinee.Brokers.Redis;

/// <summary>
/// One server, or one cluster: the connection, which is made again whenever it is lost, and how it does. The library waits for an
/// answer without end; here each wait has one. A lost connection is not waited for.
/// </summary>
internal sealed class RedisStore : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Action<RedisChannel, RedisValue>> _subscriptions = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stop = new();
    private readonly RedisPatience _patience;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Task _running;
    private RedisAddress? _wanted;
    private RedisLink? _link;

    /// <param name="address">Null: <see cref="Move"/> says later where it is.</param>
    public RedisStore(string name, RedisAddress? address, TimeProvider time, ILogger logger, RedisPatience? patience = null)
    {
        (Name, _wanted, _time, _logger, _patience) = (name, address, time, logger, patience ?? RedisPatience.Default);
        Health = new StoreHealth(time);
        _running = Task.Run(() => RunAsync(_stop.Token));
    }

    /// <summary>It is back: whatever was heard before may have holes.</summary>
    public event Action? Returned;

    /// <summary>Without secrets.</summary>
    public string Name { get; }

    public StoreHealth Health { get; }

    public TimeProvider Time => _time;

    public ILogger Logger => _logger;

    public RedisPatience Patience => _patience;

    /// <summary>Another server is the master now.</summary>
    public void Move(RedisAddress address) => Volatile.Write(ref _wanted, address);

    public Task<RedisResult> EvaluateAsync(RedisScript script, RedisKey[] keys, RedisValue[] values, CancellationToken cancellationToken) =>
        RunAsync(link => link.EvaluateAsync(script, keys, values), cancellationToken);

    /// <exception cref="BrokerUnavailableException">No connection, no answer in time, or one that says that the server cannot.</exception>
    public async Task<T> RunAsync<T>(Func<RedisLink, Task<T>> verb, CancellationToken cancellationToken)
    {
        var begun = Health.Begin();
        try
        {
            return await TryAsync(verb, cancellationToken);
        }
        catch (RedisUnavailableException e)
        {
            if (e.IsSilence)
                Health.WasSilent(begun, e.Message);
            else
                Health.Fail(e.Message);
            throw new BrokerUnavailableException(e.Message, e);
        }
    }

    public async Task SubscribeAsync(string channel, Action<RedisChannel, RedisValue> heard, CancellationToken cancellationToken)
    {
        _subscriptions[channel] = heard;
        try
        {
            await RunAsync(link => link.SubscribeAsync(channel, heard), cancellationToken);
        }
        catch
        {
            await UnsubscribeAsync(channel);
            throw;
        }
    }

    public async Task UnsubscribeAsync(string channel)
    {
        if (_subscriptions.TryRemove(channel, out _) && Volatile.Read(ref _link) is { } link)
            await link.UnsubscribeAsync(channel, _patience.Answer, _time);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running.ContinueWith(static _ => { }, TaskScheduler.Default);
        _link?.Dispose();
        _stop.Dispose();
    }

    private async Task<T> TryAsync<T>(Func<RedisLink, Task<T>> verb, CancellationToken cancellationToken)
    {
        var link = Volatile.Read(ref _link) ?? throw new RedisUnavailableException($"There is no connection to Redis at {Name} yet.");
        try
        {
            var result = await verb(link).WithinAsync(_patience.Answer, _time, cancellationToken);
            if (ReferenceEquals(link, Volatile.Read(ref _link)))
                Health.Answered();
            return result;
        }
        catch (TimeoutException e)
        {
            throw new RedisUnavailableException($"Redis at {Name} did not answer within {_patience.Answer.TotalMilliseconds:0} ms.", isSilence: true, e);
        }
        catch (Exception e) when (e is RedisException or ObjectDisposedException)
        {
            throw new RedisUnavailableException($"Redis at {Name}: {e.Message.Split('\n')[0]}", inner: e);
        }
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(_patience.Look, _time);
        do
        {
            try
            {
                await LookAsync(cancellationToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // Whatever the library throws: the next look tries again.
                Health.Fail(e.Message.Split('\n')[0]);
            }
        }
        while (await timer.WaitForNextTickAsync(cancellationToken));
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        var wanted = Volatile.Read(ref _wanted);
        var isOther = wanted is not null && _link?.Address != wanted;
        if (isOther)
            await ReplaceAsync(wanted!, cancellationToken); // it is not null when it is another
        if (_link is null || (Health.Now.IsUp && !isOther))
            return;
        await EvaluateAsync(RedisScript.Clock, ["clock"], [], cancellationToken);
        Returned?.Invoke();
    }

    private async Task ReplaceAsync(RedisAddress address, CancellationToken cancellationToken)
    {
        var link = await ConnectAsync(address, cancellationToken);
        link.Lost += reason =>
        {
            RedisLog.Lost(_logger, Name, reason);
            if (ReferenceEquals(link, Volatile.Read(ref _link)))
                Health.Fail(reason);
        };
        link.HintsReturned += () => _ = Task.Run(() => SettleAsync(link, _stop.Token), CancellationToken.None);
        var old = Interlocked.Exchange(ref _link, link);
        old?.Dispose();
        foreach (var (channel, heard) in _subscriptions)
            await RunAsync(to => to.SubscribeAsync(channel, heard), cancellationToken);
        await link.GreetAsync(Name, _logger).WaitAsync(_patience.Connect, _time, cancellationToken);
    }

    // A store was once seen unasked for 20 s on a machine without a core to spare; the library's own connecting is a wait without an end.
    private async Task<RedisLink> ConnectAsync(RedisAddress address, CancellationToken cancellationToken)
    {
        var connecting = RedisLink.ConnectAsync(address);
        try
        {
            return await connecting.WaitAsync(_patience.Connect, _time, cancellationToken);
        }
        catch
        {
            _ = DropAsync(connecting);
            throw;
        }
    }

    private static async Task DropAsync(Task<RedisLink> connecting)
    {
        try
        {
            (await connecting).Dispose();
        }
        catch (RedisException)
        {
            // It failed by itself, later.
        }
    }

    private async Task SettleAsync(RedisLink link, CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(_patience.Settle, _time, cancellationToken);
            await link.PingHintsAsync().WaitAsync(_patience.Answer, _time, cancellationToken);
            Returned?.Invoke();
        }
        catch (Exception e) when (e is OperationCanceledException or TimeoutException or RedisException or ObjectDisposedException)
        {
            // Lost again: it will be told again.
        }
    }
}
