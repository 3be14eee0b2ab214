using Dapper;
using Matinee.App.Accounts;
using Matinee.App.Database;

namespace Matinee.App.Library;

/// <summary>Where a user stopped watching.</summary>
public sealed record WatchPosition(VideoId VideoId, double Seconds, DateTimeOffset UpdatedAt);

/// <summary>The rows of <c>watch_positions</c>: the newest <see cref="Kept"/> of each user.</summary>
public sealed class PositionStore(ICatalogueDatabase database, TimeProvider time)
{
    private const int Kept = 500;

    public Task<WatchPosition?> FindAsync(UserId user, VideoId video, CancellationToken cancellationToken) =>
        database.ReadAsync(async connection =>
        {
            var row = await connection.QuerySingleOrDefaultAsync<(double Seconds, long At)?>(new CommandDefinition(
                "SELECT seconds, updated_at FROM watch_positions WHERE user_id = @user AND video_id = @video",
                new { user = user.Value, video = video.Value }, cancellationToken: cancellationToken));
            return row is { } found ? new WatchPosition(video, found.Seconds, DateTimeOffset.FromUnixTimeMilliseconds(found.At)) : null;
        }, cancellationToken);

    /// <summary>What was begun, the latest first.</summary>
    public Task<IReadOnlyList<WatchPosition>> ListAsync(UserId user, int limit, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<WatchPosition>>(async connection => [.. (await connection.QueryAsync<(string Video, double Seconds, long At)>(new CommandDefinition("""
            SELECT p.video_id, p.seconds, p.updated_at FROM watch_positions p JOIN videos v ON v.id = p.video_id
            WHERE p.user_id = @user AND v.deleted_at IS NULL ORDER BY p.updated_at DESC LIMIT @limit
            """, new { user = user.Value, limit }, cancellationToken: cancellationToken)))
            .Select(row => new WatchPosition(VideoId.From(row.Video), row.Seconds, DateTimeOffset.FromUnixTimeMilliseconds(row.At)))], cancellationToken);

    /// <summary>Zero forgets.</summary>
    public Task SetAsync(UserId user, VideoId video, double seconds, CancellationToken cancellationToken) =>
        database.WriteAsync(async (connection, transaction) =>
        {
            var parameters = new { user = user.Value, video = video.Value, seconds, now = time.GetUtcNow().ToUnixTimeMilliseconds(), kept = Kept };
            if (seconds <= 0)
                return await connection.ExecuteAsync(new CommandDefinition(
                    "DELETE FROM watch_positions WHERE user_id = @user AND video_id = @video", parameters, transaction, cancellationToken: cancellationToken));
            await connection.ExecuteAsync(new CommandDefinition("""
                INSERT INTO watch_positions (user_id, video_id, seconds, updated_at) VALUES (@user, @video, @seconds, @now)
                ON CONFLICT (user_id, video_id) DO UPDATE SET seconds = excluded.seconds, updated_at = excluded.updated_at
                """, parameters, transaction, cancellationToken: cancellationToken));
            return await connection.ExecuteAsync(new CommandDefinition("""
                DELETE FROM watch_positions WHERE user_id = @user AND updated_at < (
                  SELECT MIN(updated_at) FROM (SELECT updated_at FROM watch_positions WHERE user_id = @user ORDER BY updated_at DESC LIMIT @kept) AS newest)
                """, parameters, transaction, cancellationToken: cancellationToken));
        }, cancellationToken);
}
