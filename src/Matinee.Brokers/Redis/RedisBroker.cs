using Matinee.Brokers.Logs;
using Matinee.Realtime.Brokers;

namespace Matinee.Brokers.Redis;

/// <summary>Channels over Redis.</summary>
internal sealed class RedisBroker : IBroker, IDisposable
{
    private readonly RedisStores _stores;
    private readonly RedisNames _names;
    private readonly RedisLogs _logs;
    private readonly RedisFollowing _following;

    /// <param name="stores">Stay the caller's.</param>
    public RedisBroker(RedisStores stores, RedisNames names)
    {
        var known = new KnownLogs(stores.All[0].Time);
        (_stores, _names) = (stores, names);
        _logs = new RedisLogs(stores, names, known);
        _following = new RedisFollowing(stores, names, known);
    }

    public event Action<BrokerHealth>? HealthChanged
    {
        add => _stores.Health.Changed += value;
        remove => _stores.Health.Changed -= value;
    }

    public BrokerHealth Health => _stores.Health.Now;

    public async Task<AppendResult> AppendAsync(string channel, LogEntry entry, CancellationToken cancellationToken)
    {
        try
        {
            return await _logs.AppendAsync(channel, entry, cancellationToken);
        }
        catch (BrokerUnavailableException e)
        {
            return new Unavailable(e.Message);
        }
    }

    public Task<ReadResult> ReadAsync(string channel, StreamPosition after, int max, CancellationToken cancellationToken) =>
        _logs.ReadAsync(channel, after, max, cancellationToken);

    public Task<ChannelTop> TopAsync(string channel, CancellationToken cancellationToken) => _logs.TopAsync(channel, cancellationToken);

    public Task<ChannelTop> RemoveAsync(string channel, StreamPosition? onlyAt, CancellationToken cancellationToken) =>
        _logs.RemoveAsync(channel, onlyAt, cancellationToken);

    public Task SignalAsync(string channel, ReadOnlyMemory<byte> signal, CancellationToken cancellationToken) =>
        _stores[channel].RunAsync(link => link.PublishAsync(_names.Signals(channel), signal), cancellationToken);

    public Task<IAsyncDisposable> FollowAsync(string channel, IChannelListener listener, CancellationToken cancellationToken) =>
        _following.FollowAsync(channel, listener, cancellationToken);

    public void Dispose() => _following.Dispose();
}
