using System.Data.Common;
using Dapper;
using Matinee.App.Accounts;
using Matinee.App.Database;
using Matinee.App.Nodes;

namespace Matinee.App.Uploads;

/// <summary>The rows of <c>uploads</c> and <c>upload_quotas</c>. A state only moves away from <c>receiving</c>, and each move is told by its result.</summary>
internal sealed class UploadStore(ICatalogueDatabase database, UploadMeters meters, NodeIdentity node, TimeProvider time)
{
    public async Task AddAsync(TrackedUpload upload, CancellationToken cancellationToken)
    {
        await WriteAsync("""
            INSERT INTO uploads (id, video_id, owner_id, file_name, content_type, declared_bytes, max_bytes, declared_sha256, metadata,
              state, created_at, updated_at, expires_at, node_id, direct, look_at)
            VALUES (@id, @video, @owner, @fileName, @contentType, @declared, @max, @sha256, @metadata, 'receiving', @created, @created, @expires, @node, @direct, @created)
            """, new
        {
            id = upload.Id.Value,
            video = upload.VideoId.Value,
            owner = upload.OwnerId.Value,
            fileName = upload.FileName,
            contentType = upload.ContentType,
            declared = upload.DeclaredBytes,
            max = upload.MaxBytes,
            sha256 = upload.DeclaredSha256,
            metadata = upload.Metadata,
            created = upload.CreatedAt.ToUnixTimeMilliseconds(),
            expires = upload.ExpiresAt.ToUnixTimeMilliseconds(),
            node = node.Id,
            direct = upload.IsDirect ? 1 : 0,
        }, cancellationToken);
        meters.Created();
    }

    public Task<TrackedUpload?> FindAsync(UploadId id, CancellationToken cancellationToken) =>
        SingleAsync("WHERE id = @id", new { id = id.Value }, cancellationToken);

    /// <summary>Unfinished ones of an owner, newest first.</summary>
    public Task<IReadOnlyList<TrackedUpload>> ListOpenAsync(UserId owner, CancellationToken cancellationToken) =>
        ListAsync("WHERE owner_id = @owner AND state = 'receiving' ORDER BY created_at DESC LIMIT 200", new { owner = owner.Value }, cancellationToken);

    /// <summary>Those that still take bytes for a video; null: for any.</summary>
    public Task<IReadOnlyList<TrackedUpload>> ListReceivingAsync(Library.VideoId? video, CancellationToken cancellationToken) =>
        ListAsync("WHERE state = 'receiving' AND (@video IS NULL OR video_id = @video)", new { video = video?.Value }, cancellationToken);

    /// <summary>What a killed process left: whole but not handed over, or half handed over.</summary>
    public Task<IReadOnlyList<TrackedUpload>> ListToCompleteAsync(CancellationToken cancellationToken) =>
        ListAsync("WHERE state = 'completing' OR (state = 'receiving' AND declared_bytes = received_bytes) ORDER BY created_at LIMIT 200", null, cancellationToken);

    /// <summary>Past their expiry; and those that a killed process ended without telling the video.</summary>
    public Task<IReadOnlyList<TrackedUpload>> ListOverdueAsync(CancellationToken cancellationToken) =>
        ListAsync("""
            WHERE (state = 'receiving' AND expires_at < @now)
              OR (state = 'expired' AND EXISTS (SELECT 1 FROM videos v WHERE v.id = uploads.video_id AND v.state = 'uploading' AND v.deleted_at IS NULL))
            ORDER BY expires_at LIMIT 200
            """, new { now = Now() }, cancellationToken);

    /// <summary>Moves the durable offset of the incoming file of this node and puts the expiry off. Returns the new expiry, or null when the upload is no longer being received.</summary>
    /// <param name="before">The durable offset so far.</param>
    public async Task<DateTimeOffset?> CheckpointAsync(UploadId id, long before, long received, TimeSpan expireAfter, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var expires = now + expireAfter;
        var moved = await WriteAsync(
            "UPDATE uploads SET received_bytes = @received, node_id = @node, direct = 0, updated_at = @now, expires_at = @expires WHERE id = @id AND state = 'receiving'",
            new { id = id.Value, received, node = node.Id, now = now.ToUnixTimeMilliseconds(), expires = expires.ToUnixTimeMilliseconds() }, cancellationToken) == 1;
        if (moved && received > before)
            meters.Received(received - before);
        return moved ? expires : null;
    }

    /// <summary>The length that was deferred. False when one is settled already.</summary>
    public async Task<bool> DeclareAsync(UploadId id, long bytes, CancellationToken cancellationToken) =>
        await WriteAsync(
            "UPDATE uploads SET declared_bytes = @bytes, updated_at = @now WHERE id = @id AND state = 'receiving' AND declared_bytes IS NULL",
            new { id = id.Value, bytes, now = Now() }, cancellationToken) == 1;

    /// <summary>The point of no return: whole, durable and hashed. True also when it was there before.</summary>
    public async Task<bool> BeginCompletionAsync(UploadId id, string sha256, CancellationToken cancellationToken) =>
        await WriteAsync(
            "UPDATE uploads SET state = 'completing', sha256 = @sha256, updated_at = @now WHERE id = @id AND state IN ('receiving', 'completing')",
            new { id = id.Value, sha256, now = Now() }, cancellationToken) == 1;

    /// <summary>Ends an upload; false when it had ended before.</summary>
    public async Task<bool> EndAsync(UploadId id, UploadState from, UploadState to, CancellationToken cancellationToken)
    {
        var ended = await WriteAsync(
            "UPDATE uploads SET state = @to, updated_at = @now WHERE id = @id AND state = @from",
            new { id = id.Value, from = Word(from), to = Word(to), now = Now() }, cancellationToken) == 1;
        if (ended)
            meters.Ended(to);
        return ended;
    }

    public Task<int> ForgetEndedAsync(TimeSpan age, CancellationToken cancellationToken) =>
        WriteAsync(
            "DELETE FROM uploads WHERE state IN ('completed', 'failed', 'expired', 'cancelled') AND updated_at < @before",
            new { before = Now() - (long)age.TotalMilliseconds }, cancellationToken);

    /// <summary>What unfinished uploads of a user (of all when null) are yet to take.</summary>
    public Task<OpenUploads> OpenAsync(UserId? owner, CancellationToken cancellationToken) =>
        database.ReadAsync(async connection =>
        {
            var (count, declared, remaining) = await connection.QuerySingleAsync<(long, long, long)>(Command("""
                SELECT COUNT(*), CAST(COALESCE(SUM(COALESCE(declared_bytes, received_bytes)), 0) AS BIGINT),
                  CAST(COALESCE(SUM(CASE WHEN direct = 1 THEN 0 ELSE COALESCE(declared_bytes, received_bytes) - received_bytes END), 0) AS BIGINT)
                FROM uploads WHERE state = 'receiving' AND (@owner IS NULL OR owner_id = @owner)
                """, new { owner = owner?.Value }, null, cancellationToken));
            return new OpenUploads(count, declared, remaining);
        }, cancellationToken);

    /// <summary>A user's own quota; null when the defaults hold.</summary>
    public Task<UploadQuota?> FindQuotaAsync(UserId user, CancellationToken cancellationToken) =>
        database.ReadAsync(async connection =>
        {
            var row = await connection.QuerySingleOrDefaultAsync<(long Bytes, long Videos)?>(Command(
                "SELECT max_bytes, max_videos FROM upload_quotas WHERE user_id = @user", new { user = user.Value }, null, cancellationToken));
            return row is { } quota ? new UploadQuota(quota.Bytes, quota.Videos) : null;
        }, cancellationToken);

    public Task SetQuotaAsync(UserId user, UploadQuota quota, CancellationToken cancellationToken) =>
        WriteAsync("""
            INSERT INTO upload_quotas (user_id, max_bytes, max_videos, updated_at) VALUES (@user, @bytes, @videos, @now)
            ON CONFLICT (user_id) DO UPDATE SET max_bytes = excluded.max_bytes, max_videos = excluded.max_videos, updated_at = excluded.updated_at
            """, new { user = user.Value, bytes = quota.MaxBytes, videos = quota.MaxVideos, now = Now() }, cancellationToken);

    private Task<TrackedUpload?> SingleAsync(string where, object parameters, CancellationToken cancellationToken) =>
        database.ReadAsync(async connection => (await connection.QuerySingleOrDefaultAsync<UploadRow>(
            Command($"SELECT {UploadRow.Columns} FROM uploads {where}", parameters, null, cancellationToken)))?.ToUpload(), cancellationToken);

    private Task<IReadOnlyList<TrackedUpload>> ListAsync(string where, object? parameters, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<TrackedUpload>>(async connection => [.. (await connection.QueryAsync<UploadRow>(
            Command($"SELECT {UploadRow.Columns} FROM uploads {where}", parameters, null, cancellationToken))).Select(row => row.ToUpload())], cancellationToken);

    // Each is one statement whose WHERE names the state it moves away from.
    private Task<int> WriteAsync(string sql, object parameters, CancellationToken cancellationToken) =>
        database.WriteGuardedAsync((connection, transaction) => connection.ExecuteAsync(Command(sql, parameters, transaction, cancellationToken)), cancellationToken);

    private static string Word(UploadState state) => UploadRow.Word(state);

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();

    private static CommandDefinition Command(string sql, object? parameters, DbTransaction? transaction, CancellationToken cancellationToken) =>
        new(sql, parameters, transaction, cancellationToken: cancellationToken);
}

/// <param name="Bytes">Promised or received, whichever is known.</param>
/// <param name="Remaining">Promised, and yet to pass through an incoming folder.</param>
internal sealed record OpenUploads(long Count, long Bytes, long Remaining);

/// <summary>0 is without bound.</summary>
public sealed record UploadQuota(long MaxBytes, long MaxVideos);
