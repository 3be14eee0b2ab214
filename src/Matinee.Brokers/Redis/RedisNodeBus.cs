using System.Collections.Concurrent;
using System.Collections.Immutable;
using Matinee.Brokers.Logs;
using Matinee.Realtime.Brokers;

namespace Matinee.Brokers.Redis;

/// <summary>Messages between nodes by publish and subscribe; one subscription a topic.</summary>
internal sealed class RedisNodeBus(RedisStores stores, RedisNames names) : INodeBus, IDisposable
{
    private readonly ConcurrentDictionary<string, ImmutableArray<Ear>> _ears = new(StringComparer.Ordinal);
    private readonly Turns _turns = new();

    public Task SendAsync(string topic, ReadOnlyMemory<byte> message, CancellationToken cancellationToken) =>
        stores[topic].RunAsync(link => link.PublishAsync(names.Topic(topic), message), cancellationToken);

    public async Task<IAsyncDisposable> ListenAsync(string topic, Action<ReadOnlyMemory<byte>> heard, CancellationToken cancellationToken)
    {
        var store = stores[topic];
        using var turn = await _turns.TakeAsync(topic, store.Patience.Answer, cancellationToken) ?? throw new BrokerUnavailableException("Others wait for Redis already.");
        var ear = new Ear(this, topic, heard);
        if (_ears.TryGetValue(topic, out var others) && !others.IsEmpty)
        {
            _ears[topic] = others.Add(ear);
            return ear;
        }

        _ears[topic] = [ear];
        try
        {
            await store.SubscribeAsync(names.Topic(topic), (_, message) => Tell(topic, message), cancellationToken);
        }
        catch
        {
            _ears[topic] = [];
            throw;
        }

        return ear;
    }

    public void Dispose() => _turns.Dispose();

    private void Tell(string topic, byte[]? message)
    {
        foreach (var ear in _ears.GetValueOrDefault(topic, []))
            ear.Hear(message);
    }

    private async ValueTask LeaveAsync(string topic, Ear ear)
    {
        using var turn = await _turns.TakeAsync(topic, Timeout.InfiniteTimeSpan, CancellationToken.None);
        var rest = _ears[topic] = _ears.GetValueOrDefault(topic, []).Remove(ear);
        if (rest.IsEmpty)
            await stores[topic].UnsubscribeAsync(names.Topic(topic));
    }

    private sealed class Ear(RedisNodeBus bus, string topic, Action<ReadOnlyMemory<byte>> heard) : IAsyncDisposable
    {
        private readonly Lock _gate = new();
        private volatile bool _ended;

        public void Hear(byte[]? message)
        {
            lock (_gate)
            {
                if (!_ended)
                    heard(message);
            }
        }

        public ValueTask DisposeAsync()
        {
            _ended = true;
            return bus.LeaveAsync(topic, this);
        }
    }
}
