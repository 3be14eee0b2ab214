using System.Data;
using Matinee.App.Database;
using Npgsql;

namespace Matinee.Adapters.Postgres;

/// <summary>Looks whether the server can be used, and migrates under an advisory lock that all nodes take.</summary>
internal static class PostgresSchema
{
    /// <summary>"matinee" in ASCII: the lock's number is the same for all versions.</summary>
    private const long LockNumber = 0x6d6174696e6565;

    private const int OldestVersion = 15;

    /// <summary>A new index over a large table takes its time.</summary>
    private static readonly TimeSpan MigrationPatience = TimeSpan.FromMinutes(30);

    /// <param name="patience">For a server that is just starting.</param>
    public static async Task MigrateAsync(NpgsqlConnectionStringBuilder values, TimeSpan patience, CancellationToken cancellationToken)
    {
        await using var connection = await ConnectAsync(values, patience, cancellationToken);
        if (connection.PostgreSqlVersion.Major < OldestVersion)
            throw new PostgresOpenException($"PostgreSQL {connection.PostgreSqlVersion} is too old; {OldestVersion} or newer is needed.");
        if (await AskAsync(connection, "SHOW server_encoding", cancellationToken) is not "UTF8" and var encoding)
            throw new PostgresOpenException($"The database {values.Database} has the encoding {encoding}; it must be UTF8. Make another: createdb --encoding=UTF8 --template=template0 NAME");
        await AskAsync(connection, "SET statement_timeout = 0", cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, cancellationToken);
        await AskAsync(connection, $"SELECT pg_advisory_xact_lock({LockNumber})", cancellationToken);
        await Migrations.ApplyAsync(connection, transaction, SqlDialect.Postgres, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private static async Task<NpgsqlConnection> ConnectAsync(NpgsqlConnectionStringBuilder values, TimeSpan patience, CancellationToken cancellationToken)
    {
        var time = TimeProvider.System;
        var started = time.GetTimestamp();
        for (var attempt = 1; ; attempt++)
        {
            var connection = PostgresConnections.Single(values, MigrationPatience);
            TimeSpan pause;
            try
            {
                await connection.OpenAsync(cancellationToken);
                return connection;
            }
            catch (NpgsqlException e) when (PostgresFaults.IsLost(e) && time.GetElapsedTime(started) < patience)
            {
                pause = PostgresFaults.Pause(e, attempt);
                await connection.DisposeAsync();
            }

            await Task.Delay(pause, time, cancellationToken);
        }
    }

    private static async Task<object?> AskAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(cancellationToken);
    }
}
