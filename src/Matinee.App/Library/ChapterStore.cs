using Dapper;
using Matinee.App.Database;

namespace Matinee.App.Library;

/// <param name="Start">Seconds from the beginning.</param>
public sealed record VideoChapter(double Start, string Title);

/// <summary>The rows of <c>chapters</c>.</summary>
public sealed class ChapterStore(ICatalogueDatabase database)
{
    /// <summary>In order of time.</summary>
    public Task<IReadOnlyList<VideoChapter>> ListAsync(VideoId video, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<VideoChapter>>(async connection => [.. (await connection.QueryAsync<(double Start, string Title)>(new CommandDefinition(
            "SELECT start_seconds, title FROM chapters WHERE video_id = @video ORDER BY number",
            new { video = video.Value }, cancellationToken: cancellationToken))).Select(row => new VideoChapter(row.Start, row.Title))], cancellationToken);

    /// <summary>Replaces them all.</summary>
    public Task SetAsync(VideoId video, IReadOnlyList<VideoChapter> chapters, CancellationToken cancellationToken) =>
        WriteAsync(video, chapters, onlyFirst: false, cancellationToken);

    /// <summary>The chapters of the file itself; what the owner wrote, or an earlier probe, stays.</summary>
    public Task SeedAsync(VideoId video, IReadOnlyList<VideoChapter> chapters, CancellationToken cancellationToken) =>
        WriteAsync(video, chapters, onlyFirst: true, cancellationToken);

    private Task<bool> WriteAsync(VideoId video, IReadOnlyList<VideoChapter> chapters, bool onlyFirst, CancellationToken cancellationToken) =>
        database.WriteAsync(async (connection, transaction) =>
        {
            var of = new { video = video.Value };
            if (await CountAsync("SELECT COUNT(*) FROM videos WHERE id = @video AND deleted_at IS NULL") == 0
                || (onlyFirst && await CountAsync("SELECT COUNT(*) FROM chapters WHERE video_id = @video") > 0))
                return false;
            await connection.ExecuteAsync(new CommandDefinition("DELETE FROM chapters WHERE video_id = @video", of, transaction, cancellationToken: cancellationToken));
            await connection.ExecuteAsync(new CommandDefinition(
                "INSERT INTO chapters (video_id, number, start_seconds, title) VALUES (@video, @number, @start, @title)",
                chapters.OrderBy(c => c.Start).Select((c, number) => new { video = video.Value, number, start = c.Start, title = c.Title }),
                transaction, cancellationToken: cancellationToken));
            return true;

            Task<long> CountAsync(string sql) => connection.ExecuteScalarAsync<long>(new CommandDefinition(sql, of, transaction, cancellationToken: cancellationToken));
        }, cancellationToken);
}
