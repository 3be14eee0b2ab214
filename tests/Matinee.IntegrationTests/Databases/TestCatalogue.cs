using Matinee.Adapters.Postgres;
using Matinee.Adapters.Sqlite;
using Matinee.App.Database;
using Matinee.Testing.Servers;
using Xunit;

namespace Matinee.IntegrationTests.Databases;

/// <summary>
/// The catalogue of a test's folder: a file in it, or, where the class is marked with <see cref="OnPostgresAttribute"/>, a
/// database of its own whose address is noted there. Opened again, it is the same one.
/// </summary>
internal static class TestCatalogue
{
    private const string Note = "database-url";

    /// <summary>For a connection, and for a statement: on a machine that does everything at once, nobody is given up who is merely late.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static bool IsPostgres =>
        TestContext.Current.TestClass is { } running && typeof(TestCatalogue).Assembly.GetType(running.TestClassName)?.IsDefined(typeof(OnPostgresAttribute), false) == true;

    public static async Task<ICatalogueDatabase> OpenAsync(string folder)
    {
        if (!IsPostgres)
            return await SqliteCatalogue.OpenAsync(Path.Combine(folder, "matinee.db"), CancellationToken.None);
        var note = Path.Combine(folder, Note);
        if (!File.Exists(note))
            await File.WriteAllTextAsync(note, await (await PostgresServer.SharedAsync()).CreateDatabaseAsync());
        return await PostgresCatalogue.OpenAsync(SettingsOf(await File.ReadAllTextAsync(note), 10), CancellationToken.None);
    }

    /// <summary>For a test that looks into a database by itself.</summary>
    public static PostgresSettings SettingsOf(string url, int connections) =>
        PostgresSettings.Of(url) with { PoolSize = connections, ConnectTimeout = Patience, StatementTimeout = Patience };
}
