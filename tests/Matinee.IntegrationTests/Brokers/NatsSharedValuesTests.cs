using Matinee.Brokers.Nats;
using Matinee.IntegrationTests.Conformance;
using Matinee.Realtime.Brokers;
using Matinee.Testing.Servers;

namespace Matinee.IntegrationTests.Brokers;

public sealed class NatsSharedValuesTests : SharedValuesConformance
{
    private readonly List<NatsStore> _stores = [];

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        foreach (var store in _stores)
            await store.DisposeAsync();
    }

    protected override async Task<(ISharedValues Values, IReferenceClock Clock)> OpenAsync()
    {
        var store = await NatsStores.OpenAsync((await NatsServers.SharedAsync()).Url, patience: NatsStores.Patient);
        _stores.Add(store);
        return (new NatsSharedValues(store), new NatsReferenceClock(store));
    }
}
