using Dapper;
using Matinee.Adapters.Sqlite;
using Matinee.App.Database;

namespace Matinee.Testing.Faults;

/// <summary>What the rows of a data folder say, read beside the server: the truth that playlists and pages must agree with.</summary>
public sealed record CatalogueSnapshot(
    IReadOnlyDictionary<string, long> AttemptsOfCompletedTasks,
    IReadOnlyDictionary<string, string> Segments,
    IReadOnlySet<string> ReferencedObjects)
{
    public static async Task<CatalogueSnapshot> ReadAsync(string dataFolder, CancellationToken cancellationToken)
    {
        await using var catalogue = await SqliteCatalogue.OpenAsync(Path.Combine(dataFolder, "matinee.db"), cancellationToken);
        return await ReadAsync(catalogue, cancellationToken);
    }

    public static Task<CatalogueSnapshot> ReadAsync(ICatalogueDatabase catalogue, CancellationToken cancellationToken) =>
        catalogue.ReadAsync(async connection =>
        {
            var attempts = await connection.QueryAsync<(string Task, long Attempts)>(
                "SELECT t.id, COUNT(*) FROM tasks t JOIN task_attempts a ON a.task_id = t.id WHERE t.state = 'completed' GROUP BY t.id");
            var segments = await connection.QueryAsync<(string Name, string Key)>(
                "SELECT video_id || '/' || plan_version || '/' || rendition || '/' || number, object_key FROM segments");
            var referenced = await connection.QueryAsync<string>(
                """
                SELECT object_key FROM segments UNION SELECT object_key FROM plan_objects UNION SELECT object_key FROM captions
                UNION SELECT source_key FROM videos WHERE source_key IS NOT NULL AND deleted_at IS NULL
                UNION SELECT thumbnail_key FROM videos WHERE thumbnail_key IS NOT NULL AND deleted_at IS NULL
                """);
            return new CatalogueSnapshot(
                attempts.ToDictionary(row => row.Task, row => row.Attempts),
                segments.ToDictionary(row => row.Name, row => row.Key),
                referenced.ToHashSet());
        }, cancellationToken);

    /// <summary>Files under the object folder, as keys.</summary>
    public static IReadOnlySet<string> StoredObjects(string dataFolder)
    {
        var root = Path.Combine(dataFolder, "objects");
        return Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(root, file)).ToHashSet();
    }
}
