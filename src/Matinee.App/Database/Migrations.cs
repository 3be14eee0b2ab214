using System.Data.Common;
using System.Reflection;
using Dapper;

namespace Matinee.App.Database;

/// <summary>
/// Applies the embedded <c>migrations/NNNN_name[.dialect].sql</c> files in order of number, each once, all inside one
/// transaction that the adapter opened under its advisory lock. A migration never changes once it has been released.
/// </summary>
public static class Migrations
{
    private const string Folder = "Matinee.App.Database.migrations.";

    /// <summary>Numbers and texts for a dialect, in order.</summary>
    public static IReadOnlyList<Migration> For(SqlDialect dialect)
    {
        var assembly = typeof(Migrations).Assembly;
        return [.. assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Folder, StringComparison.Ordinal) && name.EndsWith(".sql", StringComparison.Ordinal))
            .Select(name => (Resource: name, Parts: name[Folder.Length..^".sql".Length].Split('.')))
            .Where(m => m.Parts.Length == 1 || m.Parts[1] == dialect.Name)
            .Select(m => new Migration(m.Parts[0], ReadText(assembly, m.Resource)))
            .OrderBy(m => m.Name, StringComparer.Ordinal)];
    }

    public static async Task ApplyAsync(DbConnection connection, DbTransaction transaction, SqlDialect dialect, CancellationToken cancellationToken)
    {
        await Execute("CREATE TABLE IF NOT EXISTS schema_migrations (name TEXT PRIMARY KEY, applied_at BIGINT NOT NULL)");
        var applied = (await connection.QueryAsync<string>(
            new CommandDefinition("SELECT name FROM schema_migrations", transaction: transaction, cancellationToken: cancellationToken))).ToHashSet();
        var known = For(dialect);
        if (applied.Except(known.Select(m => m.Name)).Order(StringComparer.Ordinal).FirstOrDefault() is { } newer)
            throw new SchemaTooNewException(newer);
        foreach (var migration in known.Where(m => !applied.Contains(m.Name)))
        {
            await Execute(migration.Sql);
            await Execute($"INSERT INTO schema_migrations (name, applied_at) VALUES ('{migration.Name}', {dialect.Now})");
        }

        Task<int> Execute(string sql) =>
            connection.ExecuteAsync(new CommandDefinition(sql, transaction: transaction, cancellationToken: cancellationToken));
    }

    private static string ReadText(Assembly assembly, string resource)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!); // listed by the same assembly
        return reader.ReadToEnd();
    }
}

/// <summary>One numbered file.</summary>
public sealed record Migration(string Name, string Sql);
