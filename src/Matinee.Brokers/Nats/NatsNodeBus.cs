using Matinee.Brokers.Nats.Wire;
using Matinee.Realtime.Brokers;

namespace Matinee.Brokers.Nats;

/// <summary>Messages between nodes as plain messages of NATS.</summary>
internal sealed class NatsNodeBus(NatsStore store) : INodeBus
{
    public Task SendAsync(string topic, ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            store.Connection.Publish(store.Names.Topic(topic), "", NatsHeaders.None, message);
            return Task.CompletedTask;
        }
        catch (NatsUnavailableException e)
        {
            return Task.FromException(new BrokerUnavailableException(e.Message, e));
        }
    }

    public async Task<IAsyncDisposable> ListenAsync(string topic, Action<ReadOnlyMemory<byte>> heard, CancellationToken cancellationToken)
    {
        try
        {
            return new NatsListening(await store.Connection.SubscribeAsync(store.Names.Topic(topic), frame => heard(frame.Payload), cancellationToken));
        }
        catch (NatsUnavailableException e)
        {
            throw new BrokerUnavailableException(e.Message, e);
        }
    }
}
