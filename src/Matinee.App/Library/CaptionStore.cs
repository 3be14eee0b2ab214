using Dapper;
using Matinee.App.Database;
using Matinee.App.Storage;

namespace Matinee.App.Library;

/// <summary>The rows of <c>captions</c>.</summary>
public sealed class CaptionStore(ICatalogueDatabase database, TimeProvider time)
{
    private const string Columns = "id AS Id, video_id AS Video, language AS Language, label AS Label, object_key AS Key, bytes AS Bytes, cues AS Cues";

    /// <summary>In order of language and label.</summary>
    public Task<IReadOnlyList<CaptionTrack>> ListAsync(VideoId video, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<CaptionTrack>>(async connection => [.. (await connection.QueryAsync<Row>(new CommandDefinition(
            $"SELECT {Columns} FROM captions WHERE video_id = @video ORDER BY language, label, id",
            new { video = video.Value }, cancellationToken: cancellationToken))).Select(row => row.ToTrack())], cancellationToken);

    public Task<CaptionTrack?> FindAsync(VideoId video, CaptionId id, CancellationToken cancellationToken) =>
        database.ReadAsync(async connection => (await connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition(
            $"SELECT {Columns} FROM captions WHERE id = @id AND video_id = @video",
            new { id = id.Value, video = video.Value }, cancellationToken: cancellationToken)))?.ToTrack(), cancellationToken);

    public Task AddAsync(CaptionTrack track, CancellationToken cancellationToken) =>
        database.WriteAsync((connection, transaction) => connection.ExecuteAsync(new CommandDefinition("""
            INSERT INTO captions (id, video_id, language, label, object_key, bytes, cues, created_at)
            VALUES (@id, @video, @language, @label, @key, @bytes, @cues, @now)
            """, new
        {
            id = track.Id.Value,
            video = track.VideoId.Value,
            language = track.Language,
            label = track.Label,
            key = track.Key.Value,
            bytes = track.Bytes,
            cues = track.Cues,
            now = time.GetUtcNow().ToUnixTimeMilliseconds(),
        }, transaction, cancellationToken: cancellationToken)), cancellationToken);

    /// <summary>False when there was none.</summary>
    public async Task<bool> RemoveAsync(VideoId video, CaptionId id, CancellationToken cancellationToken) =>
        await database.WriteAsync((connection, transaction) => connection.ExecuteAsync(new CommandDefinition(
            "DELETE FROM captions WHERE id = @id AND video_id = @video",
            new { id = id.Value, video = video.Value }, transaction, cancellationToken: cancellationToken)), cancellationToken) == 1;

    private sealed class Row
    {
        public string Id { get; set; } = "";
        public string Video { get; set; } = "";
        public string Language { get; set; } = "";
        public string Label { get; set; } = "";
        public string Key { get; set; } = "";
        public long Bytes { get; set; }
        public int Cues { get; set; }

        public CaptionTrack ToTrack() => new(CaptionId.From(Id), VideoId.From(Video), Language, Label, new ObjectKey(Key), Bytes, Cues);
    }
}
