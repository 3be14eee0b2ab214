using Matinee.Brokers.Following;
using Matinee.Brokers.Logs;
using Matinee.Realtime.Brokers;
using StackExchange.Redis;

namespace Matinee.Brokers.Redis;

/// <summary>Hears the hints and signals of followed channels.</summary>
internal sealed class RedisFollowing : IDisposable
{
    private readonly RedisStores _stores;
    private readonly RedisNames _names;
    private readonly KnownLogs _known;
    private readonly FollowerBoard _board = new();
    private readonly Turns _turns = new();
    private readonly List<Action> _leave = [];

    public RedisFollowing(RedisStores stores, RedisNames names, KnownLogs known)
    {
        (_stores, _names, _known) = (stores, names, known);
        foreach (var store in stores.All)
        {
            Action doubt = () => DoubtAll(store);
            store.Returned += doubt;
            _leave.Add(() => store.Returned -= doubt);
        }
    }

    public async Task<IAsyncDisposable> FollowAsync(string channel, IChannelListener listener, CancellationToken cancellationToken)
    {
        var store = _stores[channel];
        using var turn = await _turns.TakeAsync(channel, store.Patience.Answer, cancellationToken) ?? throw new BrokerUnavailableException("Others wait for Redis already.");
        var isFirst = !_board.IsFollowed(channel);
        var follower = _board.Add(channel, listener);
        if (!isFirst)
            return new RedisFollowed(this, channel, follower);
        try
        {
            await store.SubscribeAsync(_names.Hints(channel), (_, message) => Hear(channel, message), cancellationToken);
            await store.SubscribeAsync(_names.Signals(channel), (_, message) => _board.TellSignal(channel, (byte[]?)message), cancellationToken);
        }
        catch
        {
            await LeaveAsync(channel, follower);
            throw;
        }

        return new RedisFollowed(this, channel, follower);
    }

    public async Task UnfollowAsync(string channel, Follower follower)
    {
        follower.End();
        using var turn = await _turns.TakeAsync(channel, Timeout.InfiniteTimeSpan, CancellationToken.None);
        await LeaveAsync(channel, follower);
    }

    public void Dispose()
    {
        _leave.ForEach(leave => leave());
        _turns.Dispose();
    }

    private async Task LeaveAsync(string channel, Follower follower)
    {
        _board.Remove(channel, follower);
        if (_board.IsFollowed(channel))
            return;
        await _stores[channel].UnsubscribeAsync(_names.Hints(channel));
        await _stores[channel].UnsubscribeAsync(_names.Signals(channel));
    }

    private void Hear(string channel, RedisValue message)
    {
        if (LogRecordCodec.Decode((byte[]?)message) is not { } record)
            return;
        if (_known[channel].See(record) == Sight.Fork)
            _board.TellDoubt(channel);
        else
            _board.Tell(channel, record);
    }

    private void DoubtAll(RedisStore store)
    {
        foreach (var channel in _board.Channels)
        {
            if (ReferenceEquals(_stores[channel], store))
                _board.TellDoubt(channel);
        }
    }
}
