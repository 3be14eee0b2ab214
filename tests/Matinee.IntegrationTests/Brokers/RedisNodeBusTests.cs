using Matinee.Brokers.Redis;
using Matinee.IntegrationTests.Conformance;
using Matinee.Realtime.Brokers;
using Matinee.Testing.Servers;

namespace Matinee.IntegrationTests.Brokers;

public sealed class RedisNodeBusTests : NodeBusConformance
{
    private readonly List<RedisStores> _opened = [];

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        foreach (var stores in _opened)
            await stores.DisposeAsync();
    }

    protected override async Task<INodeBus> OpenAsync()
    {
        var stores = await RedisOpener.OpenAsync((await RedisServers.SharedAsync()).Url, patience: RedisOpener.Patient);
        _opened.Add(stores);
        return new RedisNodeBus(stores, RedisOpener.Names);
    }
}
