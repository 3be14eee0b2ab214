using System.Data.Common;
using Dapper;
using Matinee.App.Accounts;
using Matinee.App.Database;
using Matinee.App.Http;
using Matinee.App.Storage;

namespace Matinee.App.Library;

/// <summary>
/// The rows of <c>videos</c>. Each write is one transaction, durable when its task completes, and is told to
/// <see cref="VideoEvents"/> after the commit. A deleted video is absent everywhere but in the sweeper.
/// </summary>
public sealed class VideoStore(ICatalogueDatabase database, VideoEvents events, VideoSignals signals, TimeProvider time)
{
    public async Task<Video> CreateDraftAsync(VideoDraft draft, CancellationToken cancellationToken)
    {
        var now = Now();
        var id = VideoId.New(time);
        var video = await database.WriteAsync(async (connection, transaction) =>
            (await connection.QuerySingleAsync<VideoRow>(Command($"""
                INSERT INTO videos (id, owner_id, title, description, title_key, search_text, visibility, state, created_at, updated_at, published_at)
                VALUES (@id, @owner, @title, @description, @titleKey, @searchText, @visibility, 'uploading', @now, @now, @published)
                RETURNING {VideoRow.Columns}
                """, new
            {
                id = id.Value,
                owner = draft.OwnerId.Value,
                title = draft.Title,
                description = draft.Description,
                titleKey = VideoListing.TitleKey(draft.Title),
                searchText = VideoListing.SearchText(draft.Title, draft.Description),
                visibility = draft.Visibility.Word(),
                now,
                published = draft.Visibility == Visibility.Private ? (long?)null : now,
            }, transaction, cancellationToken))).ToVideo(), cancellationToken);
        Tell(VideoEventKind.State, video);
        return video;
    }

    public Task<Video?> FindAsync(VideoId id, CancellationToken cancellationToken) =>
        database.ReadAsync(async connection => (await connection.QuerySingleOrDefaultAsync<VideoRow>(Command(
            $"SELECT {VideoRow.Columns} FROM videos WHERE id = @id AND deleted_at IS NULL", new { id = id.Value }, null, cancellationToken)))?.ToVideo(),
            cancellationToken);

    /// <summary>Also one that has been deleted and not been swept yet.</summary>
    internal async Task<ChangedVideo?> FindAnyAsync(VideoId id, CancellationToken cancellationToken) =>
        await ListAnyAsync("id = @id", new { id = id.Value }, cancellationToken) is [var found] ? found : null;

    /// <summary>What was written since, deleted ones too; the latest when they are many.</summary>
    internal Task<IReadOnlyList<ChangedVideo>> ListChangedAsync(DateTimeOffset since, CancellationToken cancellationToken) =>
        ListAnyAsync("updated_at >= @since ORDER BY updated_at DESC LIMIT 500", new { since = since.ToUnixTimeMilliseconds() }, cancellationToken);

    public async Task<VideoPage> ListAsync(VideoQuery query, CancellationToken cancellationToken)
    {
        var (sql, parameters) = VideoListing.For(query, database.Dialect);
        var rows = await database.ReadAsync(
            async connection => (await connection.QueryAsync<VideoRow>(Command(sql, parameters, null, cancellationToken))).AsList(), cancellationToken);
        var limit = Math.Clamp(query.Limit, 1, PageLimit.Most);
        var items = rows.Take(limit).Select(row => row.ToVideo()).ToArray();
        return new VideoPage([.. items], rows.Count > limit ? VideoListing.CursorAfter(query.Sort, items[^1]) : null);
    }

    /// <summary>Ids and sources of videos in a state, oldest first; for loops that take work in.</summary>
    public Task<IReadOnlyList<Video>> ListByStateAsync(VideoState state, int limit, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<Video>>(async connection => [.. (await connection.QueryAsync<VideoRow>(Command(
            $"SELECT {VideoRow.Columns} FROM videos WHERE state = @state AND deleted_at IS NULL ORDER BY created_at LIMIT @limit",
            new { state = state.Word(), limit }, null, cancellationToken))).Select(row => row.ToVideo())], cancellationToken);

    /// <summary>Null when there is no such video.</summary>
    public Task<Video?> UpdateAsync(VideoId id, VideoChange change, CancellationToken cancellationToken) =>
        ChangeAsync(id, VideoEventKind.State, async (connection, transaction) =>
        {
            var row = await connection.QuerySingleOrDefaultAsync<VideoRow>(Command(
                $"SELECT {VideoRow.Columns} FROM videos WHERE id = @id AND deleted_at IS NULL", new { id = id.Value }, transaction, cancellationToken));
            if (row is null)
                return null;
            var title = change.Title ?? row.Title;
            var description = change.Description ?? row.Description;
            var visibility = change.Visibility?.Word() ?? row.Visibility;
            return Command($"""
                UPDATE videos SET title = @title, description = @description, title_key = @titleKey, search_text = @searchText,
                  visibility = @visibility, password_hash = @passwordHash, updated_at = @now,
                  published_at = COALESCE(published_at, @published)
                WHERE id = @id AND deleted_at IS NULL RETURNING {VideoRow.Columns}
                """, new
            {
                id = id.Value,
                title,
                description,
                titleKey = VideoListing.TitleKey(title),
                searchText = VideoListing.SearchText(title, description),
                visibility,
                passwordHash = visibility == Visibility.Password.Word() ? change.PasswordHash ?? row.PasswordHash : null,
                now = Now(),
                published = visibility == Visibility.Private.Word() ? (long?)null : Now(),
            }, transaction, cancellationToken);
        }, cancellationToken);

    /// <summary>Null takes the picture away. The old object is swept later, when nothing refers to it.</summary>
    public Task<Video?> SetThumbnailAsync(VideoId id, ObjectKey? key, CancellationToken cancellationToken) =>
        ChangeAsync(id, VideoEventKind.State, (_, transaction) => Task.FromResult<CommandDefinition?>(Command(
            $"UPDATE videos SET thumbnail_key = @key, updated_at = @now WHERE id = @id AND deleted_at IS NULL RETURNING {VideoRow.Columns}",
            new { id = id.Value, key = key?.Value, now = Now() }, transaction, cancellationToken)), cancellationToken);

    /// <summary>
    /// The bytes are in the store. Idempotent: a video that has left <see cref="VideoState.Uploading"/> stays as it is.
    /// </summary>
    /// <returns>False when the video is gone, or has another source already; the object is then nobody's.</returns>
    public async Task<bool> MarkUploadedAsync(VideoId id, VideoSource source, CancellationToken cancellationToken)
    {
        var marked = await ChangeAsync(id, VideoEventKind.State, (_, transaction) => Task.FromResult<CommandDefinition?>(Command($"""
            UPDATE videos SET state = 'uploaded', source_key = @key, source_name = @name, source_type = @type, source_bytes = @bytes,
              source_sha256 = @sha256, updated_at = @now
            WHERE id = @id AND state = 'uploading' AND deleted_at IS NULL RETURNING {VideoRow.Columns}
            """, new
        {
            id = id.Value,
            key = source.Key.Value,
            name = source.FileName,
            type = source.ContentType,
            bytes = source.Bytes,
            sha256 = source.Sha256,
            now = Now(),
        }, transaction, cancellationToken)), cancellationToken);
        if (marked is null)
            return (await FindAsync(id, cancellationToken))?.Source?.Key == source.Key;
        signals.Uploaded();
        database.Wakes.Publish(VideoWakes.Uploaded, "");
        return true;
    }

    /// <summary>The upload came to nothing; the owner sees why. No-op once the bytes are here.</summary>
    public Task<Video?> FailUploadAsync(VideoId id, VideoFailure failure, CancellationToken cancellationToken) =>
        ChangeAsync(id, VideoEventKind.State, (_, transaction) => Task.FromResult<CommandDefinition?>(Command($"""
            UPDATE videos SET state = 'failed', failure = @failure, updated_at = @now
            WHERE id = @id AND state = 'uploading' AND deleted_at IS NULL RETURNING {VideoRow.Columns}
            """, new { id = id.Value, failure = VideoRow.Write(failure), now = Now() }, transaction, cancellationToken)), cancellationToken);

    /// <summary>Writes a report; null when the video is gone.</summary>
    internal Task<Video?> ReportAsync(VideoId id, ProcessingReport report, VideoEventKind kind, CancellationToken cancellationToken) =>
        ChangeAsync(id, kind, (_, transaction) => Task.FromResult<CommandDefinition?>(Command($"""
            UPDATE videos SET state = @state, progress = @progress, renditions = @renditions, failure = @failure, plan_version = @planVersion,
              duration_seconds = COALESCE(@duration, duration_seconds), width = COALESCE(@width, width), height = COALESCE(@height, height),
              fps = COALESCE(@fps, fps), encoded_seconds = @encoded, eta_seconds = @eta, updated_at = @now
            WHERE id = @id AND deleted_at IS NULL RETURNING {VideoRow.Columns}
            """, new
        {
            id = id.Value,
            state = report.State.Word(),
            progress = report.Progress,
            renditions = VideoRow.Write(report.Renditions),
            failure = VideoRow.Write(report.Failure),
            planVersion = report.PlanVersion,
            duration = report.DurationSeconds,
            width = report.Width,
            height = report.Height,
            fps = report.Fps,
            encoded = report.EncodedSeconds,
            eta = report.EtaSeconds,
            now = Now(),
        }, transaction, cancellationToken)), cancellationToken);

    /// <summary>
    /// Leaves a tombstone: the video is gone at once for everybody, its objects a little later. False when there was none.
    /// </summary>
    public async Task<bool> DeleteAsync(VideoId id, CancellationToken cancellationToken) =>
        await ChangeAsync(id, VideoEventKind.Deleted, (_, transaction) => Task.FromResult<CommandDefinition?>(Command(
            $"UPDATE videos SET deleted_at = @now, updated_at = @now WHERE id = @id AND deleted_at IS NULL RETURNING {VideoRow.Columns}",
            new { id = id.Value, now = Now() }, transaction, cancellationToken)), cancellationToken) is not null;

    /// <summary>What an owner's videos take: drafts count as videos, sources as bytes.</summary>
    public Task<LibraryUsage> UsageAsync(UserId owner, CancellationToken cancellationToken) =>
        database.ReadAsync(async connection =>
        {
            var (videos, bytes) = await connection.QuerySingleAsync<(long, long)>(Command(
                "SELECT COUNT(*), CAST(COALESCE(SUM(source_bytes), 0) AS BIGINT) FROM videos WHERE owner_id = @owner AND deleted_at IS NULL",
                new { owner = owner.Value }, null, cancellationToken));
            return new LibraryUsage(videos, bytes);
        }, cancellationToken);

    // In one order everywhere, so that two nodes cannot wait for each other.
    internal Task<int> AddViewsAsync(IReadOnlyCollection<KeyValuePair<VideoId, long>> views, CancellationToken cancellationToken) =>
        database.WriteGuardedAsync((connection, transaction) => connection.ExecuteAsync(Command(
            "UPDATE videos SET views = views + @count WHERE id = @id",
            views.OrderBy(view => view.Key.Value, StringComparer.Ordinal).Select(view => new { id = view.Key.Value, count = view.Value }), transaction, cancellationToken)), cancellationToken);

    private async Task<Video?> ChangeAsync(
        VideoId id, VideoEventKind kind,
        Func<DbConnection, DbTransaction, Task<CommandDefinition?>> statement, CancellationToken cancellationToken)
    {
        var video = await database.WriteAsync(async (connection, transaction) =>
            await statement(connection, transaction) is { } command
                ? (await connection.QuerySingleOrDefaultAsync<VideoRow>(command))?.ToVideo()
                : null, cancellationToken);
        if (video is not null)
            Tell(kind, video);
        return video;
    }

    private void Tell(VideoEventKind kind, Video video)
    {
        events.Publish(kind, video);
        database.Wakes.Publish(VideoWakes.Changed, VideoWakes.Key(kind, video.Id));
    }

    private Task<IReadOnlyList<ChangedVideo>> ListAnyAsync(string where, object parameters, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<ChangedVideo>>(async connection => [.. (await connection.QueryAsync<VideoRow>(Command(
            $"SELECT {VideoRow.Columns}, deleted_at AS DeletedAt FROM videos WHERE {where}", parameters, null, cancellationToken)))
            .Select(row => new ChangedVideo(row.ToVideo(), row.DeletedAt is not null))], cancellationToken);

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();

    private static CommandDefinition Command(string sql, object? parameters, DbTransaction? transaction, CancellationToken cancellationToken) =>
        new(sql, parameters, transaction, cancellationToken: cancellationToken);
}

internal sealed record ChangedVideo(Video Video, bool IsDeleted);

public sealed record LibraryUsage(long Videos, long Bytes);
