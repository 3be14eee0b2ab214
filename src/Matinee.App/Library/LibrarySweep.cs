using Dapper;
using Matinee.App.Database;
using Matinee.App.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Matinee.App.Library;

/// <summary>
/// Removes the objects of deleted videos, then their rows, and sources and pictures that no row refers to. Each step may be
/// repeated. Segments of living videos are not looked at: they have an owner and a sweep of their own. One round at a time.
/// </summary>
internal sealed class LibrarySweep(
    ICatalogueDatabase database, IObjectStore objects, IOptions<LibraryOptions> options, TimeProvider time, ILogger<LibrarySweep> log) : IDisposable
{
    private const int Batch = 100;

    private readonly LibraryOptions _options = options.Value;
    private readonly bool _isLocal = objects.LocalPath(new ObjectKey("sources")) is not null;

    private readonly SemaphoreSlim _turn = new(1, 1);

    // Not at the start: what arrived while no server ran gets its row first, and nodes that restart often would list all day.
    private long _listed = time.GetTimestamp();

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            await RemoveDeletedAsync(cancellationToken);
            if (!_isLocal && time.GetElapsedTime(_listed) < _options.RemoteSweepInterval)
                return;
            await RemoveOrphansAsync("sources", cancellationToken);
            await RemoveOrphansAsync("library", cancellationToken);
            _listed = time.GetTimestamp();
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private async Task RemoveDeletedAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var deleted = await database.ReadAsync(async connection => (await connection.QueryAsync<(string Id, long DeletedAt)>(new CommandDefinition(
            "SELECT id, deleted_at FROM videos WHERE deleted_at < @before",
            new { before = (now - _options.DeletionGrace).ToUnixTimeMilliseconds() }, cancellationToken: cancellationToken))).AsList(), cancellationToken);
        foreach (var (id, deletedAt) in deleted)
        {
            var removed = 0;
            foreach (var folder in (string[])["videos", "sources", "library"])
                removed += await RemoveAllAsync($"{folder}/{id}", cancellationToken);
            if (removed > 0)
                LibraryLog.RemovedObjects(log, removed, VideoId.From(id));
            else if (deletedAt < (now - _options.DeletionGrace - _options.TombstoneRetention).ToUnixTimeMilliseconds())
                await ForgetAsync(id, cancellationToken);
        }
    }

    private async Task<int> RemoveAllAsync(string prefix, CancellationToken cancellationToken)
    {
        var removed = 0;
        await foreach (var stored in objects.ListAsync(prefix, cancellationToken))
        {
            await objects.DeleteAsync(stored.Key, cancellationToken);
            removed++;
        }

        return removed;
    }

    private Task<bool> ForgetAsync(string id, CancellationToken cancellationToken) =>
        database.WriteAsync(async (connection, transaction) =>
        {
            foreach (var sql in (string[])["DELETE FROM captions WHERE video_id = @id", "DELETE FROM chapters WHERE video_id = @id",
                "DELETE FROM watch_positions WHERE video_id = @id", "DELETE FROM videos WHERE id = @id AND deleted_at IS NOT NULL"])
                await connection.ExecuteAsync(new CommandDefinition(sql, new { id }, transaction, cancellationToken: cancellationToken));
            return true;
        }, cancellationToken);

    // Old enough that whoever wrote it would have written its row.
    private async Task RemoveOrphansAsync(string folder, CancellationToken cancellationToken)
    {
        var before = time.GetUtcNow() - _options.OrphanGrace;
        var old = new List<string>();
        await foreach (var stored in objects.ListAsync(folder, cancellationToken))
        {
            if (stored.LastModified < before)
                old.Add(stored.Key.Value);
        }

        foreach (var keys in old.Chunk(Batch))
        {
            foreach (var key in keys.Except(await ReferredAsync(keys, cancellationToken)))
            {
                await objects.DeleteAsync(new ObjectKey(key), cancellationToken);
                LibraryLog.RemovedOrphan(log, key);
            }
        }
    }

    private Task<IEnumerable<string>> ReferredAsync(string[] keys, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => connection.QueryAsync<string>(new CommandDefinition($"""
            SELECT source_key FROM videos WHERE source_key {database.Dialect.In("@keys")}
            UNION SELECT thumbnail_key FROM videos WHERE thumbnail_key {database.Dialect.In("@keys")}
            UNION SELECT object_key FROM captions WHERE object_key {database.Dialect.In("@keys")}
            """, new { keys }, cancellationToken: cancellationToken)), cancellationToken);
}
