using System.Data.Common;
using Dapper;
using Matinee.App.Database;

namespace Matinee.App.Uploads;

/// <summary>What the rows of <c>uploads</c> and <c>upload_parts</c> know of files that their senders put into the store themselves.</summary>
internal sealed class DirectUploadStore(ICatalogueDatabase database, TimeProvider time)
{
    /// <summary>
    /// Uploads whose turn it is to be looked for, oldest turn first; no other node gets them before their next turn.
    /// </summary>
    /// <param name="recent">Younger uploads come again after <paramref name="soon"/>, older ones after <paramref name="late"/>.</param>
    public Task<IReadOnlyList<UploadId>> TakeDueAsync(int limit, TimeSpan recent, TimeSpan soon, TimeSpan late, CancellationToken cancellationToken) =>
        database.WriteAsync<IReadOnlyList<UploadId>>(async (connection, transaction) =>
        {
            var now = Now();
            var due = (await connection.QueryAsync<string>(Command("""
                SELECT id FROM uploads WHERE direct = 1 AND state = 'receiving' AND look_at <= @now ORDER BY look_at LIMIT @limit
                """, new { now, limit }, transaction, cancellationToken))).AsList();
            foreach (var id in due)
            {
                await connection.ExecuteAsync(Command("""
                    UPDATE uploads SET look_at = CASE WHEN created_at > @recent THEN @soon ELSE @late END WHERE id = @id
                    """, new { id, recent = now - Milliseconds(recent), soon = now + Milliseconds(soon), late = now + Milliseconds(late) }, transaction, cancellationToken));
            }

            return [.. due.Select(UploadId.From)];
        }, cancellationToken);

    /// <summary>Keeps other nodes away while this one reads the whole object.</summary>
    public Task PostponeAsync(UploadId id, TimeSpan by, CancellationToken cancellationToken) =>
        WriteAsync("UPDATE uploads SET look_at = @at WHERE id = @id", new { id = id.Value, at = Now() + Milliseconds(by) }, cancellationToken);

    /// <summary>The newest upload of a video.</summary>
    public Task<TrackedUpload?> FindByVideoAsync(Library.VideoId video, CancellationToken cancellationToken) =>
        database.ReadAsync(async connection => (await connection.QueryFirstOrDefaultAsync<UploadRow>(Command(
            $"SELECT {UploadRow.Columns} FROM uploads WHERE video_id = @video ORDER BY created_at DESC LIMIT 1",
            new { video = video.Value }, null, cancellationToken)))?.ToUpload(), cancellationToken);

    /// <summary>A hash that the sender knew only when it had read the file. The first one counts; false when there was another.</summary>
    public async Task<bool> PromiseAsync(UploadId id, string sha256, CancellationToken cancellationToken) =>
        await WriteAsync("""
            UPDATE uploads SET declared_sha256 = @sha256 WHERE id = @id AND state = 'receiving' AND (declared_sha256 IS NULL OR declared_sha256 = @sha256)
            """, new { id = id.Value, sha256 }, cancellationToken) == 1;

    /// <summary>The point of no return: the object is in the store and is what was promised. False when the upload has ended meanwhile.</summary>
    /// <param name="sha256">Empty when none was promised, and so none was looked for.</param>
    public async Task<bool> ArriveAsync(UploadId id, long bytes, string sha256, CancellationToken cancellationToken) =>
        await WriteAsync("""
            UPDATE uploads SET state = 'completing', received_bytes = @bytes, declared_bytes = @bytes, sha256 = @sha256, updated_at = @now
            WHERE id = @id AND state IN ('receiving', 'completing')
            """, new { id = id.Value, bytes, sha256, now = Now() }, cancellationToken) == 1;

    /// <summary>Settles the store's name of the upload in parts; the one that another request has settled wins.</summary>
    public Task<string?> BeginPartsAsync(UploadId id, string multipart, long partBytes, CancellationToken cancellationToken) =>
        database.WriteAsync(async (connection, transaction) =>
        {
            var which = new { id = id.Value, multipart, partBytes };
            await connection.ExecuteAsync(Command("""
                UPDATE uploads SET multipart_id = @multipart, part_bytes = @partBytes WHERE id = @id AND state = 'receiving' AND direct = 1 AND multipart_id IS NULL
                """, which, transaction, cancellationToken));
            return await connection.QuerySingleOrDefaultAsync<string?>(Command("SELECT multipart_id FROM uploads WHERE id = @id AND state = 'receiving'", which, transaction, cancellationToken));
        }, cancellationToken);

    /// <summary>A part is in the store, says its sender; puts the expiry off.</summary>
    public Task<bool> AddPartAsync(UploadId id, int number, string tag, TimeSpan expireAfter, CancellationToken cancellationToken) =>
        database.WriteAsync(async (connection, transaction) =>
        {
            var part = new { id = id.Value, number, tag, now = Now(), expires = Now() + Milliseconds(expireAfter) };
            var open = await connection.ExecuteAsync(Command(
                "UPDATE uploads SET updated_at = @now, expires_at = @expires WHERE id = @id AND state = 'receiving' AND multipart_id IS NOT NULL",
                part, transaction, cancellationToken));
            if (open == 0)
                return false;
            await connection.ExecuteAsync(Command("""
                INSERT INTO upload_parts (upload_id, number, etag) VALUES (@id, @number, @tag)
                ON CONFLICT (upload_id, number) DO UPDATE SET etag = excluded.etag
                """, part, transaction, cancellationToken));
            return true;
        }, cancellationToken);

    public Task<IReadOnlyList<Storage.UploadedPart>> ListPartsAsync(UploadId id, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<Storage.UploadedPart>>(async connection => [.. (await connection.QueryAsync<(long Number, string Tag)>(Command(
            "SELECT number, etag FROM upload_parts WHERE upload_id = @id ORDER BY number", new { id = id.Value }, null, cancellationToken)))
            .Select(part => new Storage.UploadedPart((int)part.Number, part.Tag))], cancellationToken);

    /// <summary>Forgets the parts; the upload may begin again.</summary>
    public Task ForgetPartsAsync(UploadId id, CancellationToken cancellationToken) =>
        database.WriteAsync(async (connection, transaction) =>
        {
            var which = new { id = id.Value };
            await connection.ExecuteAsync(Command("DELETE FROM upload_parts WHERE upload_id = @id", which, transaction, cancellationToken));
            return await connection.ExecuteAsync(Command("UPDATE uploads SET multipart_id = NULL, part_bytes = 0 WHERE id = @id", which, transaction, cancellationToken));
        }, cancellationToken);

    /// <summary>Rows of parts whose upload is forgotten.</summary>
    public Task<int> ForgetStrayPartsAsync(CancellationToken cancellationToken) => WriteAsync(
        "DELETE FROM upload_parts WHERE NOT EXISTS (SELECT 1 FROM uploads WHERE id = upload_parts.upload_id)", new { }, cancellationToken);

    private Task<int> WriteAsync(string sql, object parameters, CancellationToken cancellationToken) =>
        database.WriteAsync((connection, transaction) => connection.ExecuteAsync(Command(sql, parameters, transaction, cancellationToken)), cancellationToken);

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();

    private static long Milliseconds(TimeSpan span) => (long)span.TotalMilliseconds;

    private static CommandDefinition Command(string sql, object? parameters, DbTransaction? transaction, CancellationToken cancellationToken) =>
        new(sql, parameters, transaction, cancellationToken: cancellationToken);
}
