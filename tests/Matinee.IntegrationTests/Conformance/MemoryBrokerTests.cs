using Matinee.Realtime.Brokers;

namespace Matinee.IntegrationTests.Conformance;

public sealed class MemoryBrokerTests : BrokerConformance
{
    private readonly MemoryBroker _store = new(TimeProvider.System);

    protected override Task<IBroker> OpenAsync() => Task.FromResult<IBroker>(_store);
}
