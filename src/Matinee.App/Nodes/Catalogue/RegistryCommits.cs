using System.Data.Common;
using System.Security.Cryptography;
using Dapper;
using Matinee.App.Database;
using Matinee.Cluster.Registry;

namespace Matinee.App.Nodes.Catalogue;

/// <summary>The statements that write the tables <c>registry_*</c>. They take the lock of the state's row first.</summary>
internal sealed class RegistryCommits(SqlDialect dialect)
{
    private const string IsLatest = "NOT EXISTS (SELECT 1 FROM registry_entries n WHERE n.key = e.key AND n.revision > e.revision)";

    public static LeaseId NewLease() => new(1 + (BitConverter.ToInt64(RandomNumberGenerator.GetBytes(sizeof(long))) & (long.MaxValue - 1)));

    public async Task<RegistryOutcome> CommitAsync(
        DbConnection connection, DbTransaction open, RegistryTransaction transaction, CancellationToken cancellationToken)
    {
        var revision = await ExpireAsync(connection, open, cancellationToken);
        var current = await CurrentAsync(connection, open, [.. transaction.If.Select(c => c.Key).Concat(transaction.Then.Select(w => w.Key)).Distinct()], cancellationToken);
        if (transaction.If.Any(condition => !condition.Holds(current.GetValueOrDefault(condition.Key))))
            return RegistryOutcome.Refused(revision, transaction.If.Select(condition => current.GetValueOrDefault(condition.Key)));
        foreach (var lease in transaction.Then.Select(write => write.Lease).Where(lease => lease != LeaseId.None).Distinct())
        {
            if (!await HasLeaseAsync(connection, open, lease, cancellationToken))
                throw new LeaseLostException(lease);
        }

        RegistryWrite[] effective = [.. transaction.Then.Where(write => write.Value is not null || current.ContainsKey(write.Key))];
        return RegistryOutcome.Made(await WriteAsync(connection, open, revision, effective, current, cancellationToken));
    }

    public async Task<bool> GrantAsync(DbConnection connection, DbTransaction open, LeaseId lease, TimeSpan lifetime, CancellationToken cancellationToken) =>
        await connection.ExecuteAsync(new CommandDefinition(
            $"INSERT INTO registry_leases (id, lifetime, ends_at) VALUES (@id, @lifetime, {dialect.Now} + @lifetime) ON CONFLICT DO NOTHING",
            new { id = lease.Value, lifetime = (long)lifetime.TotalMilliseconds }, open, cancellationToken: cancellationToken)) == 1;

    /// <summary>One that is over is not kept, even if nobody has taken it away yet.</summary>
    public async Task<bool> KeepAsync(DbConnection connection, DbTransaction open, LeaseId lease, CancellationToken cancellationToken) =>
        await connection.ExecuteAsync(new CommandDefinition(
            $"UPDATE registry_leases SET ends_at = {dialect.Now} + lifetime WHERE id = @id AND ends_at > {dialect.Now}",
            new { id = lease.Value }, open, cancellationToken: cancellationToken)) == 1;

    public static async Task<long> EndAsync(DbConnection connection, DbTransaction open, LeaseId lease, CancellationToken cancellationToken)
    {
        var revision = await LockAsync(connection, open, cancellationToken);
        await ExecuteAsync(connection, open, "DELETE FROM registry_leases WHERE id = @id", new { id = lease.Value }, cancellationToken);
        return await VanishAsync(connection, open, revision, lease.Value, cancellationToken);
    }

    public async Task<bool> AnyDueAsync(DbConnection connection, CancellationToken cancellationToken) => await connection.ExecuteScalarAsync<long?>(
        new CommandDefinition($"SELECT 1 FROM registry_leases WHERE ends_at <= {dialect.Now} LIMIT 1", cancellationToken: cancellationToken)) is not null;

    public async Task<long> ExpireAsync(DbConnection connection, DbTransaction open, CancellationToken cancellationToken)
    {
        var revision = await LockAsync(connection, open, cancellationToken);
        // In one statement: whoever keeps a lease alive does not ask for the lock.
        var due = await connection.QueryAsync<long>(new CommandDefinition(
            $"DELETE FROM registry_leases WHERE ends_at <= {dialect.Now} RETURNING id", transaction: open, cancellationToken: cancellationToken));
        foreach (var lease in due.Order().ToList())
            revision = await VanishAsync(connection, open, revision, lease, cancellationToken);
        return revision;
    }

    /// <summary>Takes away what no list at a revision from <paramref name="revision"/> on needs.</summary>
    public static async Task<int> CompactAsync(DbConnection connection, DbTransaction open, long revision, CancellationToken cancellationToken)
    {
        await LockAsync(connection, open, cancellationToken);
        await ExecuteAsync(connection, open, "UPDATE registry_state SET compacted = @revision WHERE id = 1 AND compacted < @revision AND revision >= @revision", new { revision }, cancellationToken);
        return await ExecuteAsync(connection, open, """
            DELETE FROM registry_entries WHERE revision <= (SELECT compacted FROM registry_state WHERE id = 1) AND (value IS NULL OR EXISTS (
              SELECT 1 FROM registry_entries n WHERE n.key = registry_entries.key AND n.revision > registry_entries.revision
                AND n.revision <= (SELECT compacted FROM registry_state WHERE id = 1)))
            """, new { }, cancellationToken);
    }

    private static Task<int> ExecuteAsync(DbConnection connection, DbTransaction open, string sql, object values, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(new CommandDefinition(sql, values, open, cancellationToken: cancellationToken));

    private static Task<long> LockAsync(DbConnection connection, DbTransaction open, CancellationToken cancellationToken) => connection.QuerySingleAsync<long>(
        new CommandDefinition("UPDATE registry_state SET revision = revision WHERE id = 1 RETURNING revision", transaction: open, cancellationToken: cancellationToken));

    private static async Task<long> VanishAsync(DbConnection connection, DbTransaction open, long revision, long lease, CancellationToken cancellationToken)
    {
        var keys = await connection.QueryAsync<string>(new CommandDefinition(
            $"SELECT e.key FROM registry_entries e WHERE e.lease = @lease AND e.value IS NOT NULL AND {IsLatest}", new { lease }, open, cancellationToken: cancellationToken));
        return await WriteAsync(connection, open, revision, [.. keys.Select(RegistryWrite.Delete)], [], cancellationToken);
    }

    /// <summary>One look into the index for each: a key that every commit writes has as many rows as revisions are kept.</summary>
    private static async Task<Dictionary<string, RegistryEntry>> CurrentAsync(DbConnection connection, DbTransaction open, string[] keys, CancellationToken cancellationToken)
    {
        if (keys.Length == 0)
            return [];
        var values = new DynamicParameters(keys.Select((key, i) => KeyValuePair.Create($"key{i}", (object)key)));
        var newest = keys.Select((_, i) => $"SELECT * FROM (SELECT {RegistryReads.Columns} FROM registry_entries e WHERE e.key = @key{i} ORDER BY e.revision DESC LIMIT 1) n{i}");
        var rows = await connection.QueryAsync<EntryRow>(new CommandDefinition(string.Join(" UNION ALL ", newest), values, open, cancellationToken: cancellationToken));
        return rows.Select(row => row.ToEntry()).OfType<RegistryEntry>().ToDictionary(entry => entry.Key, StringComparer.Ordinal);
    }

    private static async Task<bool> HasLeaseAsync(DbConnection connection, DbTransaction open, LeaseId lease, CancellationToken cancellationToken) =>
        await connection.ExecuteScalarAsync<long?>(new CommandDefinition(
            "SELECT 1 FROM registry_leases WHERE id = @id", new { id = lease.Value }, open, cancellationToken: cancellationToken)) is not null;

    /// <returns>The new revision, or the old one when there was nothing to write.</returns>
    private static async Task<long> WriteAsync(
        DbConnection connection, DbTransaction open, long revision, RegistryWrite[] writes, Dictionary<string, RegistryEntry> current, CancellationToken cancellationToken)
    {
        if (writes.Length == 0)
            return revision;
        revision++;
        var rows = writes.Select(write => new EntryRow
        {
            Key = write.Key,
            Value = write.Value,
            Created = current.GetValueOrDefault(write.Key)?.CreatedRevision ?? revision,
            Revision = revision,
            Lease = write.Lease.Value,
        });
        await ExecuteAsync(connection, open,
            "INSERT INTO registry_entries (key, revision, created, value, lease) VALUES (@Key, @Revision, @Created, CAST(@Value AS TEXT), @Lease)", rows, cancellationToken);
        await ExecuteAsync(connection, open, "UPDATE registry_state SET revision = @revision WHERE id = 1", new { revision }, cancellationToken);
        return revision;
    }
}
