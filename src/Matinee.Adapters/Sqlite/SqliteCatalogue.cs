using System.Data.Common;
using Matinee.App.Database;
using Microsoft.Data.Sqlite;

namespace Matinee.Adapters.Sqlite;

/// <summary>
/// The catalogue in one file (WAL). One writer connection a process, guarded by a semaphore; other processes of the
/// machine are waited for by the busy timeout. <c>synchronous=FULL</c>: what was acknowledged survives a power cut.
/// </summary>
public sealed class SqliteCatalogue : ICatalogueDatabase, IAsyncDisposable
{
    private static readonly TimeSpan BusyTimeout = TimeSpan.FromSeconds(10);

    private readonly string _readers;
    private readonly SqliteConnection _writer;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly SqliteWakes _wakes;

    private SqliteCatalogue(string readers, SqliteConnection writer)
    {
        _readers = readers;
        _writer = writer;
        _wakes = new SqliteWakes(ReadVersionAsync);
    }

    public SqlDialect Dialect => SqlDialect.Sqlite;

    public ICatalogueWakes Wakes => _wakes;

    /// <summary>Loads the native library; every connection of this process then uses it.</summary>
    public static void LoadLibrary() => SqliteLibrary.Ensure();

    /// <summary>Opens or creates the file and brings its schema up to date.</summary>
    /// <exception cref="SchemaTooNewException">The file belongs to a newer version.</exception>
    /// <exception cref="IOException">It would lie on a network file system, whose locks and shared memory SQLite cannot trust.</exception>
    public static async Task<SqliteCatalogue> OpenAsync(string path, CancellationToken cancellationToken)
    {
        SqliteLibrary.Ensure();
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!; // a full path of a file has a folder
        Directory.CreateDirectory(folder);
        NetworkFolders.Refuse(folder);
        var settings = new SqliteConnectionStringBuilder { DataSource = path, DefaultTimeout = (int)BusyTimeout.TotalSeconds };
        var writer = new SqliteConnection(new SqliteConnectionStringBuilder(settings.ConnectionString) { Pooling = false }.ConnectionString);
        await writer.OpenAsync(cancellationToken);
        await Pragma(writer, $"PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA busy_timeout={(int)BusyTimeout.TotalMilliseconds}", cancellationToken);
        var catalogue = new SqliteCatalogue(settings.ConnectionString, writer);
        await catalogue.WriteAsync(async (connection, transaction) =>
        {
            await Migrations.ApplyAsync(connection, transaction, SqlDialect.Sqlite, cancellationToken);
            return true;
        }, cancellationToken);
        return catalogue;
    }

    public async Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> query, CancellationToken cancellationToken)
    {
        await using var connection = new SqliteConnection(_readers);
        await connection.OpenAsync(cancellationToken);
        return await query(connection);
    }

    public async Task<T> WriteAsync<T>(Func<DbConnection, DbTransaction, Task<T>> work, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            await using var transaction = _writer.BeginTransaction(deferred: false);
            var result = await work(_writer, transaction);
            await transaction.CommitAsync(cancellationToken);
            return result;
        }
        finally
        {
            _turn.Release();
        }
    }

    public Task<T> WriteGuardedAsync<T>(Func<DbConnection, DbTransaction, Task<T>> work, CancellationToken cancellationToken) =>
        WriteAsync(work, cancellationToken);

    public async Task<bool> IsReachableAsync(CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(TimeSpan.FromSeconds(2));
        try
        {
            return await ReadAsync(async connection =>
            {
                await Pragma(connection, "SELECT 1", deadline.Token);
                return true;
            }, deadline.Token);
        }
        catch (Exception e) when (e is DbException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _wakes.DisposeAsync();
        await _turn.WaitAsync();
        await _writer.DisposeAsync();
        SqliteConnection.ClearPool(new SqliteConnection(_readers));
        _turn.Dispose();
    }

    // On the writer, whose own commits do not move it: only those of other processes do.
    private async Task<long> ReadVersionAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            await using var command = _writer.CreateCommand();
            command.CommandText = "PRAGMA data_version";
            return (long)(await command.ExecuteScalarAsync(cancellationToken) ?? 0L);
        }
        finally
        {
            _turn.Release();
        }
    }

    private static async Task Pragma(DbConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
