using Matinee.Brokers.Redis;
using Matinee.IntegrationTests.Conformance;
using Matinee.Realtime.Brokers;
using Matinee.Testing.Servers;

namespace Matinee.IntegrationTests.Brokers;

/// <summary>Servers that know nothing of each other, among which the channels are divided.</summary>
public sealed class RedisDividedConformanceTests : BrokerConformance
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
        var stores = await RedisOpener.OpenAsync((await RedisServers.SharedSeveralAsync()).Url, patience: RedisOpener.Patient);
        _opened.Add(stores);
        return new RedisBroker(stores, RedisOpener.Names);
    }
}
