using Matinee.Realtime.Brokers;

namespace Matinee.IntegrationTests.Conformance;

public sealed class MemoryNodeBusTests : NodeBusConformance
{
    private readonly MemoryNodeBus _bus = new();

    protected override Task<INodeBus> OpenAsync() => Task.FromResult<INodeBus>(_bus);
}
