using Matinee.Adapters.Postgres;
using Matinee.App.Database;
using Matinee.Testing.Servers;
using Matinee.Testing.Time;

namespace Matinee.IntegrationTests.Conformance;

public sealed class PostgresRegistryTests : CatalogueRegistryConformance
{
    private string _url = "";

    public override async ValueTask InitializeAsync()
    {
        _url = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();
        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await (await PostgresServer.SharedAsync()).DropDatabaseAsync(_url);
    }

    protected override async Task<ICatalogueDatabase> OpenDatabaseAsync() =>
        await PostgresCatalogue.OpenAsync(PostgresSettings.Of(_url) with { PoolSize = 8, ConnectTimeout = Patient.Limit, StatementTimeout = Patient.Limit }, Stop);
}
