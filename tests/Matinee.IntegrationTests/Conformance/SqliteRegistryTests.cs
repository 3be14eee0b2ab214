using Matinee.Adapters.Sqlite;
using Matinee.App.Database;

namespace Matinee.IntegrationTests.Conformance;

public sealed class SqliteRegistryTests : CatalogueRegistryConformance
{
    // In memory: how long a busy disk takes for a write is not what is asked.
    private readonly string _folder = Directory.CreateDirectory(Path.Combine("/dev/shm", "matinee-registry-" + Guid.NewGuid().ToString("N"))).FullName;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    protected override async Task<ICatalogueDatabase> OpenDatabaseAsync() => await SqliteCatalogue.OpenAsync(Path.Combine(_folder, "matinee.db"), Stop);
}
