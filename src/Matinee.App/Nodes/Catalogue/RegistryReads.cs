using System.Collections.Immutable;
using System.Data.Common;
using Dapper;
using Matinee.Cluster.Registry;

namespace Matinee.App.Nodes.Catalogue;

/// <summary>The statements that read the tables <c>registry_*</c>.</summary>
internal static class RegistryReads
{
    public const string Columns = "e.key AS Key, e.value AS Value, e.created AS Created, e.revision AS Revision, e.lease AS Lease";

    /// <summary>More than a commit writes, so that a look always holds a whole one.</summary>
    private const int ChangesPerLook = 1000;

    public static Task<StateRow> StateAsync(DbConnection connection, CancellationToken cancellationToken) => connection.QuerySingleAsync<StateRow>(
        new CommandDefinition("SELECT revision AS Revision, compacted AS Compacted FROM registry_state WHERE id = 1", cancellationToken: cancellationToken));

    public static async Task<RegistryReading> ReadAsync(DbConnection connection, string key, CancellationToken cancellationToken)
    {
        // One statement, so that the revision and the entry belong together.
        var row = await connection.QuerySingleAsync<EntryRow>(new CommandDefinition($"""
            SELECT s.revision AS Registry, {Columns} FROM registry_state s
            LEFT JOIN registry_entries e ON e.key = @key AND e.revision = (SELECT MAX(revision) FROM registry_entries WHERE key = @key)
            WHERE s.id = 1
            """, new { key }, cancellationToken: cancellationToken));
        return new RegistryReading(row.Registry, row.ToEntry());
    }

    /// <returns>One more than the limit when there are more.</returns>
    public static async Task<ImmutableArray<RegistryEntry>> ListAsync(DbConnection connection, RegistryQuery query, long revision, CancellationToken cancellationToken)
    {
        var rows = await connection.QueryAsync<EntryRow>(new CommandDefinition($"""
            SELECT {Columns} FROM registry_entries e
            WHERE e.key >= @start AND e.key < @end AND e.key > @after AND e.revision <= @revision AND e.value IS NOT NULL
              AND NOT EXISTS (SELECT 1 FROM registry_entries n WHERE n.key = e.key AND n.revision > e.revision AND n.revision <= @revision)
            ORDER BY e.key LIMIT @limit
            """, new { start = query.Prefix, end = End(query.Prefix), after = query.After ?? "", revision, limit = query.Limit + 1 }, cancellationToken: cancellationToken));
        return [.. rows.Select(row => row.ToEntry()).OfType<RegistryEntry>()];
    }

    /// <returns>Whole revisions; and whether there are no more.</returns>
    public static async Task<(IReadOnlyList<RegistryUpdate> Updates, bool Whole)> ChangesAsync(
        DbConnection connection, string prefix, long from, CancellationToken cancellationToken)
    {
        var rows = (await connection.QueryAsync<EntryRow>(new CommandDefinition($"""
            SELECT {Columns} FROM registry_entries e WHERE e.revision >= @from AND e.key >= @start AND e.key < @end
            ORDER BY e.revision, e.key LIMIT @limit
            """, new { from, start = prefix, end = End(prefix), limit = ChangesPerLook }, cancellationToken: cancellationToken))).AsList();
        var updates = rows.GroupBy(row => row.Revision)
            .Select(rows => new RegistryUpdate(rows.Key, [.. rows.Select(row => new RegistryChange(row.Key, row.Value))])).ToList();
        var whole = rows.Count < ChangesPerLook;
        if (!whole)
            updates.RemoveAt(updates.Count - 1);
        return (updates, whole);
    }

    /// <summary>After every key there is.</summary>
    private static string End(string prefix) => RegistryText.EndOf(prefix) ?? "\u007f";
}
