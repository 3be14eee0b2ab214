using Dapper;
using Matinee.App.Database;

namespace Matinee.App.Scaling;

/// <summary>The rows of <c>scaling_leaving</c>: who is drained in order to be stopped.</summary>
internal sealed class LeavingStore(ICatalogueDatabase database)
{
    /// <summary>Names, with whether they were removed by hand.</summary>
    public Task<IReadOnlyDictionary<string, bool>> ListAsync(CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyDictionary<string, bool>>(async connection => (await connection.QueryAsync<(string Name, long Final)>(new CommandDefinition(
            "SELECT name, final FROM scaling_leaving", cancellationToken: cancellationToken))).ToDictionary(row => row.Name, row => row.Final != 0), cancellationToken);

    /// <returns>False when it is in it already.</returns>
    public Task<bool> AddAsync(string name, bool final, CancellationToken cancellationToken) => WriteAsync($"""
        INSERT INTO scaling_leaving (name, final, since) VALUES (@name, @final, {database.Dialect.Now}) ON CONFLICT DO NOTHING
        """, new { name, final = final ? 1 : 0 }, cancellationToken);

    /// <summary>It is gone, or it stays after all.</summary>
    public Task<bool> RemoveAsync(string name, CancellationToken cancellationToken) =>
        WriteAsync("DELETE FROM scaling_leaving WHERE name = @name", new { name }, cancellationToken);

    private Task<bool> WriteAsync(string sql, object values, CancellationToken cancellationToken) => database.WriteAsync(async (connection, transaction) =>
        await connection.ExecuteAsync(new CommandDefinition(sql, values, transaction, cancellationToken: cancellationToken)) == 1, cancellationToken);
}
