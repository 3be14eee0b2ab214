using System.Data;
using System.Data.Common;
using Matinee.App.Database;
using Npgsql;

namespace Matinee.Adapters.Postgres;

/// <summary>
/// The catalogue in PostgreSQL, which any number of nodes share. Writes are serializable transactions that begin again when
/// others wrote beside them; guarded writes are read-committed ones. A server that dies is waited for a few seconds, then
/// told as a <see cref="DbException"/>, at once while it stays away.
/// </summary>
public sealed class PostgresCatalogue : ICatalogueDatabase, IAsyncDisposable
{
    /// <summary>How long a piece of work is tried again. A restart of the server takes about as long.</summary>
    private static readonly TimeSpan RetryFor = TimeSpan.FromSeconds(4);

    /// <summary>How long work that meets the writes of others begins again: in a crowd of nodes the luckless one needs many turns.</summary>
    private static readonly TimeSpan ConflictFor = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan ReachableWithin = TimeSpan.FromSeconds(2);

    private readonly NpgsqlDataSource _source;
    private readonly PostgresWakes _wakes;
    private readonly TimeProvider _time = TimeProvider.System;
    private long _lostAt;

    private PostgresCatalogue(NpgsqlDataSource source, PostgresWakes wakes) => (_source, _wakes) = (source, wakes);

    public SqlDialect Dialect => SqlDialect.Postgres;

    public ICatalogueWakes Wakes => _wakes;

    /// <summary>Connects, and brings the schema up to date; nodes that start together take turns.</summary>
    /// <exception cref="PostgresOpenException">It cannot be used; the message says why.</exception>
    /// <exception cref="SchemaTooNewException">It belongs to a newer version.</exception>
    public static async Task<PostgresCatalogue> OpenAsync(PostgresSettings settings, CancellationToken cancellationToken)
    {
        PostgresAddress address;
        try
        {
            address = PostgresAddress.Parse(settings.Url);
        }
        catch (FormatException e)
        {
            throw new PostgresOpenException(e.Message, e);
        }

        try
        {
            var values = PostgresConnections.Describe(address, settings);
            await PostgresSchema.MigrateAsync(values, settings.ConnectTimeout, cancellationToken);
            var source = new NpgsqlDataSourceBuilder(values.ConnectionString).Build();
            return new PostgresCatalogue(source, new PostgresWakes(values, source));
        }
        catch (Exception e) when (e is DbException or ArgumentException or TimeoutException)
        {
            throw PostgresOpenException.Explain(address, e);
        }
    }

    public Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> query, CancellationToken cancellationToken) =>
        RetryAsync(async () =>
        {
            await using var connection = await _source.OpenConnectionAsync(cancellationToken);
            return await query(connection);
        }, cancellationToken);

    public Task<T> WriteAsync<T>(Func<DbConnection, DbTransaction, Task<T>> work, CancellationToken cancellationToken) =>
        RetryAsync(() => WriteOnceAsync(work, IsolationLevel.Serializable, cancellationToken), cancellationToken);

    public Task<T> WriteGuardedAsync<T>(Func<DbConnection, DbTransaction, Task<T>> work, CancellationToken cancellationToken) =>
        RetryAsync(() => WriteOnceAsync(work, IsolationLevel.ReadCommitted, cancellationToken), cancellationToken);

    public async Task<bool> IsReachableAsync(CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            // The driver may take its time to give up on a silent server; the caller has two seconds.
            await AnswerAsync(deadline.Token).WaitAsync(ReachableWithin, _time, cancellationToken);
            return true;
        }
        catch (Exception e) when (e is DbException or TimeoutException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            await deadline.CancelAsync();
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _wakes.DisposeAsync();
        await _source.DisposeAsync();
    }

    private async Task AnswerAsync(CancellationToken cancellationToken)
    {
        await using var command = _source.CreateCommand("SELECT 1");
        await command.ExecuteScalarAsync(cancellationToken);
    }

    private async Task<T> WriteOnceAsync<T>(Func<DbConnection, DbTransaction, Task<T>> work, IsolationLevel isolation, CancellationToken cancellationToken)
    {
        await using var connection = await _source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(isolation, cancellationToken);
        var result = await work(connection, transaction);
        try
        {
            // Not cancelled half-way: the caller would not know what became of it.
            await transaction.CommitAsync(CancellationToken.None);
        }
        catch (NpgsqlException e) when (e is not PostgresException || PostgresFaults.IsLost(e))
        {
            throw new CommitUnknownException(e);
        }

        return result;
    }

    private async Task<T> RetryAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken)
    {
        var started = _time.GetTimestamp();
        for (var attempt = 1; ; attempt++)
        {
            TimeSpan pause;
            try
            {
                var result = await work();
                if (Volatile.Read(ref _lostAt) != 0)
                    Volatile.Write(ref _lostAt, 0);
                return result;
            }
            catch (Exception e) when (PostgresFaults.IsUnstorable(e))
            {
                throw new UnstorableTextException(e);
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested && MayRunAgain(e, started))
            {
                pause = PostgresFaults.Pause(e, attempt);
            }

            await Task.Delay(pause, _time, cancellationToken);
        }
    }

    private bool MayRunAgain(Exception e, long started)
    {
        if (PostgresFaults.IsConflict(e))
            return _time.GetElapsedTime(started) < ConflictFor;
        if (PostgresFaults.IsStalePlan(e))
        {
            _source.Clear();
            return _time.GetElapsedTime(started) < RetryFor;
        }

        if (!PostgresFaults.IsLost(e))
            return false;
        // Whoever waits behind a dead connection of the pool would only find the next dead one.
        _source.Clear();
        var now = _time.GetTimestamp();
        var lostAt = Interlocked.CompareExchange(ref _lostAt, now, 0);
        return _time.GetElapsedTime(lostAt == 0 ? now : lostAt) < RetryFor && _time.GetElapsedTime(started) < RetryFor;
    }
}
