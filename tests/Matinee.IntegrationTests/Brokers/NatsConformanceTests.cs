using Matinee.Brokers.Nats;
using Matinee.IntegrationTests.Conformance;
using Matinee.Realtime.Brokers;
using Matinee.Testing.Servers;
using Microsoft.Extensions.Logging.Abstractions;

namespace Matinee.IntegrationTests.Brokers;

public sealed class NatsConformanceTests : BrokerConformance
{
    private readonly List<NatsStore> _stores = [];

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        foreach (var store in _stores)
            await store.DisposeAsync();
    }

    protected override async Task<IBroker> OpenAsync()
    {
        var store = await NatsStores.OpenAsync((await NatsServers.SharedAsync()).Url, patience: NatsStores.Patient);
        _stores.Add(store);
        return new NatsBroker(store, NullLogger.Instance);
    }
}
