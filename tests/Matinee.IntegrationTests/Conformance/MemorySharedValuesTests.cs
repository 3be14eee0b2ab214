using Matinee.Realtime.Brokers;

namespace Matinee.IntegrationTests.Conformance;

public sealed class MemorySharedValuesTests : SharedValuesConformance
{
    private readonly MemorySharedValues _values = new(TimeProvider.System);
    private readonly NodeReferenceClock _clock = new(TimeProvider.System, "node1");

    protected override Task<(ISharedValues Values, IReferenceClock Clock)> OpenAsync() => Task.FromResult<(ISharedValues, IReferenceClock)>((_values, _clock));
}
