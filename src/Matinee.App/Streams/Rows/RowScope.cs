using System.Data.Common;
using Dapper;

namespace Matinee.App.Streams.Rows;

/// <summary>One transaction over the rows of one stream.</summary>
/// <param name="Now">An expression for the database's clock.</param>
internal readonly record struct RowScope(DbConnection Connection, DbTransaction Transaction, StreamId StreamId, string Now, CancellationToken CancellationToken)
{
    /// <summary>As a parameter.</summary>
    public string Stream => StreamId.Value;

    public Task<int> ExecuteAsync(string sql, object values) =>
        Connection.ExecuteAsync(new CommandDefinition(sql, values, Transaction, cancellationToken: CancellationToken));

    public Task<T> QuerySingleAsync<T>(string sql, object values) =>
        Connection.QuerySingleAsync<T>(new CommandDefinition(sql, values, Transaction, cancellationToken: CancellationToken));

    public Task<T?> FindAsync<T>(string sql, object values) =>
        Connection.QuerySingleOrDefaultAsync<T>(new CommandDefinition(sql, values, Transaction, cancellationToken: CancellationToken));

    public async Task<IReadOnlyList<T>> ListAsync<T>(string sql, object values) =>
        (await Connection.QueryAsync<T>(new CommandDefinition(sql, values, Transaction, cancellationToken: CancellationToken))).AsList();
}
