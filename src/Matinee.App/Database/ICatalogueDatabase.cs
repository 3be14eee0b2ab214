using System.Data.Common;

namespace Matinee.App.Database;

/// <summary>
/// The catalogue: connections and transactions. Queries belong to the feature that owns the table.
/// SQL must run on SQLite 3.35 and PostgreSQL 15: BIGINT for times (Unix ms) and counters, TEXT for ids and JSON,
/// INTEGER 0/1 for flags, <c>RETURNING</c> and <c>ON CONFLICT</c> are available on both.
/// </summary>
public interface ICatalogueDatabase
{
    SqlDialect Dialect { get; }

    /// <summary>
    /// Runs queries on a pooled connection, outside any transaction; each statement sees all that was committed before it.
    /// </summary>
    Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> query, CancellationToken cancellationToken);

    /// <summary>
    /// Runs <paramref name="work"/> in one transaction that commits when it returns and rolls back when it throws.
    /// Durable when the task completes. Writers are serialised on SQLite: keep the work under 10 ms, and never
    /// await anything in it but the database. May run again from the start after a serialisation failure, so it must
    /// have no effect outside the transaction.
    /// </summary>
    Task<T> WriteAsync<T>(Func<DbConnection, DbTransaction, Task<T>> work, CancellationToken cancellationToken);

    /// <summary>True when a trivial query is answered within two seconds.</summary>
    Task<bool> IsReachableAsync(CancellationToken cancellationToken);
}
