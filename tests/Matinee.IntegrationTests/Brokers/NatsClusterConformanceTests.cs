using Matinee.Brokers.Nats;
using Matinee.IntegrationTests.Conformance;
using Matinee.Realtime.Brokers;
using Matinee.Testing.Servers;
using Microsoft.Extensions.Logging.Abstractions;

namespace Matinee.IntegrationTests.Brokers;

/// <summary>Three servers, three copies; each node is connected to another server.</summary>
public sealed class NatsClusterConformanceTests : BrokerConformance
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
        var servers = await NatsServers.SharedClusterAsync();
        var store = await NatsStores.OpenAsync(servers.UrlOf(_stores.Count), replicas: 3, patience: NatsStores.Patient);
        _stores.Add(store);
        return new NatsBroker(store, NullLogger.Instance);
    }
}
