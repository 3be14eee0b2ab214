using Matinee.Brokers.Redis;
using Matinee.IntegrationTests.Conformance;
using Matinee.Realtime.Brokers;
using Matinee.Testing.Servers;

namespace Matinee.IntegrationTests.Brokers;

public sealed class RedisClusterConformanceTests : BrokerConformance
{
    private readonly List<RedisStores> _opened = [];

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        foreach (var stores in _opened)
            await stores.DisposeAsync();
    }

    protected override async Task<IBroker> OpenAsync()
    {
        var stores = await RedisOpener.OpenAsync((await RedisServers.SharedClusterAsync()).Url, RedisMode.Cluster, patience: RedisOpener.Patient);
        _opened.Add(stores);
        return new RedisBroker(stores, RedisOpener.Names);
    }
}
