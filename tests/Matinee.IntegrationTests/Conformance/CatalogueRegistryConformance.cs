using Matinee.App.Database;
using Matinee.App.Nodes.Catalogue;
using Matinee.Cluster.Registry;

namespace Matinee.IntegrationTests.Conformance;

/// <summary>The registry in a catalogue, each connection as a process of its own.</summary>
public abstract class CatalogueRegistryConformance : RegistryConformance
{
    private readonly List<ICatalogueDatabase> _databases = [];

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        foreach (var database in _databases.OfType<IAsyncDisposable>())
            await database.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected abstract Task<ICatalogueDatabase> OpenDatabaseAsync();

    protected override async Task<IRegistry> ConnectAsync()
    {
        var database = await OpenDatabaseAsync();
        _databases.Add(database);
        return new CatalogueRegistry(database, TimeProvider.System);
    }

    protected override async Task CompactAsync(long revision)
    {
        await using var registry = new CatalogueRegistry(_databases[0], TimeProvider.System);
        await registry.CompactAsync(revision, Stop);
    }
}
