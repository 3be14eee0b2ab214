namespace Matinee.Brokers.Nats;

/// <summary>Subscriptions that end together.</summary>
internal sealed class NatsListening(params IDisposable[] subscriptions) : IAsyncDisposable
{
    public ValueTask DisposeAsync()
    {
        foreach (var subscription in subscriptions)
            subscription.Dispose();
        return ValueTask.CompletedTask;
    }
}
