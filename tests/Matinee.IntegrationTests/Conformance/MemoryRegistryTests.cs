using Matinee.Cluster.Registry;

namespace Matinee.IntegrationTests.Conformance;

public sealed class MemoryRegistryTests : RegistryConformance
{
    private readonly MemoryRegistry _registry = new(TimeProvider.System);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _registry.Dispose();
    }

    protected override Task<IRegistry> ConnectAsync() => Task.FromResult<IRegistry>(_registry);

    protected override Task CompactAsync(long revision)
    {
        _registry.Compact(revision);
        return Task.CompletedTask;
    }
}
