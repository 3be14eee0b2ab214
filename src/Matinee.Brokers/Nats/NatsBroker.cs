using Matinee.Brokers.Logs;
using Matinee.Brokers.Nats.Wire;
using Matinee.Realtime.Brokers;
using Microsoft.Extensions.Logging;

namespace Matinee.Brokers.Nats;

/// <summary>Channels over NATS JetStream.</summary>
internal sealed class NatsBroker : IBroker, IAsyncDisposable
{
    private readonly NatsStore _store;
    private readonly KnownLogs _known;
    private readonly NatsHeads _heads;
    private readonly NatsLogs _logs;
    private readonly NatsReading _reading;
    private readonly NatsFollowing _following;
    private readonly NatsTrimmer _trimmer;
    private readonly Turns _turns = new();

    /// <param name="store">Stays the caller's.</param>
    public NatsBroker(NatsStore store, ILogger logger)
    {
        var known = _known = new KnownLogs(store.Connection.Time);
        var tops = new NatsTops(store, known);
        _store = store;
        _heads = new NatsHeads(store);
        _trimmer = new NatsTrimmer(store, tops);
        _logs = new NatsLogs(store, known, tops, _heads, _turns, logger);
        _reading = new NatsReading(store, tops, _logs);
        _following = new NatsFollowing(store, known);
    }

    public event Action<BrokerHealth>? HealthChanged
    {
        add => _store.Health.Changed += value;
        remove => _store.Health.Changed -= value;
    }

    public BrokerHealth Health => _store.Health.Now;

    public async Task<AppendResult> AppendAsync(string channel, LogEntry entry, CancellationToken cancellationToken)
    {
        try
        {
            var result = await _store.RunAsync(stop => _logs.AppendAsync(channel, entry, stop), cancellationToken);
            if (result is Appended)
                _trimmer.Note(channel, _known[channel].Top?.Record?.Index ?? 0, entry.Retention);
            return result;
        }
        catch (BrokerUnavailableException e)
        {
            return new Unavailable(e.Message);
        }
    }

    public Task<ReadResult> ReadAsync(string channel, StreamPosition after, int max, CancellationToken cancellationToken) =>
        _store.RunAsync(stop => _reading.ReadAsync(channel, after, max, stop), cancellationToken);

    public Task<ChannelTop> TopAsync(string channel, CancellationToken cancellationToken) =>
        _store.RunAsync(async stop => await TopAsync(await _logs.TopAsync(channel, stop), stop), cancellationToken);

    public Task<ChannelTop> RemoveAsync(string channel, StreamPosition? onlyAt, CancellationToken cancellationToken) =>
        _store.RunAsync(async stop => await TopAsync(await _logs.RemoveAsync(channel, onlyAt, stop), stop), cancellationToken);

    public Task SignalAsync(string channel, ReadOnlyMemory<byte> signal, CancellationToken cancellationToken) => _store.RunAsync(_ =>
    {
        _store.Connection.Publish(_store.Names.Signal(channel), "", NatsHeaders.None, signal);
        return Task.FromResult(true);
    }, cancellationToken);

    public Task<IAsyncDisposable> FollowAsync(string channel, IChannelListener listener, CancellationToken cancellationToken) =>
        _store.RunAsync(stop => _following.FollowAsync(channel, listener, stop), cancellationToken);

    public async ValueTask DisposeAsync()
    {
        _following.Dispose();
        await _trimmer.DisposeAsync();
        await _heads.DisposeAsync();
        _turns.Dispose();
    }

    private async Task<ChannelTop> TopAsync(LogRecord top, CancellationToken cancellationToken) => new(
        top.Position, NatsLogs.Oldest(top, await _store.StoreTime.NowAsync(cancellationToken)), top.Version, top.State ?? default);
}
