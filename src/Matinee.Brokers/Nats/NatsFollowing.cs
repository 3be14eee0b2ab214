using System.Collections.Concurrent;
using Matinee.Brokers.Following;
using Matinee.Brokers.Logs;
using Matinee.Brokers.Nats.Wire;
using Matinee.Realtime.Brokers;

namespace Matinee.Brokers.Nats;

/// <summary>Hears the hints of followed channels: the stream publishes each entry once more when it is stored.</summary>
internal sealed class NatsFollowing : IDisposable
{
    private readonly NatsStore _store;
    private readonly KnownLogs _known;
    private readonly FollowerBoard _board = new();
    private readonly Turns _turns = new();
    private readonly ConcurrentDictionary<string, NatsListening> _heard = new(StringComparer.Ordinal);

    public NatsFollowing(NatsStore store, KnownLogs known)
    {
        (_store, _known) = (store, known);
        store.Returned += DoubtAll;
    }

    public async Task<IAsyncDisposable> FollowAsync(string channel, IChannelListener listener, CancellationToken cancellationToken)
    {
        using var turn = await TurnAsync(channel, cancellationToken);
        var follower = _board.Add(channel, listener);
        try
        {
            if (!_heard.ContainsKey(channel))
                _heard[channel] = await ListenAsync(channel, cancellationToken);
            // On a cluster our wish travels from server to server; an answer of the leader, over the same road, says that it has arrived.
            await _store.Client.GetLastAsync(_store.Names.LogStream, _store.Names.Head(channel), cancellationToken);
        }
        catch
        {
            await LeaveAsync(channel, follower);
            throw;
        }

        return new NatsFollowed(this, channel, follower);
    }

    public async Task UnfollowAsync(string channel, Follower follower)
    {
        follower.End();
        using var turn = await _turns.TakeAsync(channel, Timeout.InfiniteTimeSpan, CancellationToken.None);
        await LeaveAsync(channel, follower);
    }

    public void Dispose()
    {
        _store.Returned -= DoubtAll;
        _turns.Dispose();
    }

    private async Task<IDisposable> TurnAsync(string channel, CancellationToken cancellationToken) =>
        await _turns.TakeAsync(channel, _store.Connection.Patience.Answer, cancellationToken)
        ?? throw new NatsUnavailableException("Others wait for NATS already.", isSilence: true);

    private async Task LeaveAsync(string channel, Follower follower)
    {
        _board.Remove(channel, follower);
        if (!_board.IsFollowed(channel) && _heard.TryRemove(channel, out var listening))
            await listening.DisposeAsync();
    }

    private async Task<NatsListening> ListenAsync(string channel, CancellationToken cancellationToken)
    {
        var hints = await _store.Connection.SubscribeAsync(_store.Names.Hints(channel), frame => Hear(channel, frame), cancellationToken);
        try
        {
            var signals = await _store.Connection.SubscribeAsync(_store.Names.Signal(channel), frame => _board.TellSignal(channel, frame.Payload), cancellationToken);
            return new NatsListening(hints, signals);
        }
        catch
        {
            hints.Dispose();
            throw;
        }
    }

    private void Hear(string channel, NatsFrame frame)
    {
        if (LogRecordCodec.Decode(frame.Payload) is not { } record)
            return;
        record = record with { Index = NatsNames.Index(frame.Subject) };
        if (_known[channel].See(record) == Sight.Fork)
            _board.TellDoubt(channel);
        else
            _board.Tell(channel, record);
    }

    private void DoubtAll()
    {
        foreach (var channel in _board.Channels)
            _board.TellDoubt(channel);
    }
}
