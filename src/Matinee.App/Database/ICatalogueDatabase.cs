using System.Data.Common;

namespace Matinee.App.Database;

/// <summary>
/// The catalogue: connections and transactions. Queries belong to the feature that owns the table.
/// SQL must run on SQLite 3.35 and PostgreSQL 15: BIGINT for times (Unix ms) and counters, TEXT for ids and JSON,
/// INTEGER 0/1 for flags, <c>RETURNING</c> and <c>ON CONFLICT</c> are available on both; lists are compared with
/// <see cref="SqlDialect.In"/>. A parameter that may be null needs a type: a typed member, or <c>CAST(@x AS TEXT)</c>.
/// A database that does not answer is a <see cref="DbException"/> after a few seconds, never a hang.
/// </summary>
public interface ICatalogueDatabase
{
    SqlDialect Dialect { get; }

    /// <summary>Hints to and from the other processes that share this database.</summary>
    ICatalogueWakes Wakes { get; }

    /// <summary>
    /// Runs queries on a pooled connection, outside any transaction; each statement sees all that was committed before it.
    /// May run again from the start when the connection was lost.
    /// </summary>
    Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> query, CancellationToken cancellationToken);

    /// <summary>
    /// Runs <paramref name="work"/> in one transaction that commits when it returns and rolls back when it throws, as though
    /// no other write ran beside it: what it read still holds when it commits. Durable when the task completes. Writers are
    /// serialised on SQLite: keep the work under 10 ms, and never await anything in it but the database. May run again from
    /// the start after a serialisation failure or a lost connection, so it must have no effect outside the transaction.
    /// A connection lost while committing leaves the outcome unknown, and is a <see cref="DbException"/>.
    /// </summary>
    Task<T> WriteAsync<T>(Func<DbConnection, DbTransaction, Task<T>> work, CancellationToken cancellationToken);

    /// <summary>
    /// The same for hot paths that guard themselves: other writes may commit between the statements, so each must name in its
    /// WHERE what it relies on of the rows it changes (an id with an epoch or a state, <c>FOR UPDATE SKIP LOCKED</c>). It
    /// never has to run again because others wrote beside it. Runs exactly like <see cref="WriteAsync"/> on SQLite.
    /// </summary>
    Task<T> WriteGuardedAsync<T>(Func<DbConnection, DbTransaction, Task<T>> work, CancellationToken cancellationToken);

    /// <summary>True when a trivial query is answered within two seconds.</summary>
    Task<bool> IsReachableAsync(CancellationToken cancellationToken);
}
