using Dapper;
using Matinee.App.Database;

namespace Matinee.App.Moderation;

/// <summary>The rows of <c>site_settings</c>.</summary>
internal sealed class SiteSettingStore(ICatalogueDatabase database)
{
    public Task PutAsync(string name, string json, CancellationToken cancellationToken) => database.WriteAsync((connection, transaction) => connection.ExecuteAsync(new CommandDefinition("""
        INSERT INTO site_settings (name, value, version) VALUES (@name, @json, 1)
        ON CONFLICT (name) DO UPDATE SET value = excluded.value, version = site_settings.version + 1
        """, new { name, json }, transaction, cancellationToken: cancellationToken)), cancellationToken);

    public Task<IReadOnlyList<(string Name, string Json, long Version)>> ListAsync(CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<(string, string, long)>>(async connection => [.. await connection.QueryAsync<(string, string, long)>(new CommandDefinition(
            "SELECT name, value, version FROM site_settings", cancellationToken: cancellationToken))], cancellationToken);
}
