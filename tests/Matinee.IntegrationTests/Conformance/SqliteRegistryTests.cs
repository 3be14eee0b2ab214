using Matinee.Adapters.Sqlite;
using Matinee.App.Database;

namespace Matinee.IntegrationTests.Conformance;

public sealed class SqliteRegistryTests : CatalogueRegistryConformance
{
    private readonly string _folder = Directory.CreateTempSubdirectory("matinee-registry-").FullName;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    protected override async Task<ICatalogueDatabase> OpenDatabaseAsync() => await SqliteCatalogue.OpenAsync(Path.Combine(_folder, "matinee.db"), Stop);
}
