using Dapper;
using Matinee.App.Accounts;
using Matinee.App.Database;

namespace Matinee.App.Library;

/// <summary>How many videos there are, by what their owner would look for.</summary>
/// <param name="Making">On their way: probed, being encoded, or playing while they are.</param>
/// <param name="Drafts">Seen by nobody but their owner.</param>
public sealed record VideoTally(long All, long Making, long Failed, long Drafts)
{
    /// <param name="owner">Null: everybody's.</param>
    internal static Task<VideoTally> CountAsync(ICatalogueDatabase database, UserId? owner, CancellationToken cancellationToken) =>
        database.ReadAsync(async connection =>
        {
            var (all, making, failed, drafts) = await connection.QuerySingleAsync<(long, long, long, long)>(new CommandDefinition(
                $"""
                SELECT COUNT(*), {CountOf("state IN ('uploaded', 'processing', 'playable')")}, {CountOf("state = 'failed'")}, {CountOf("visibility = 'private'")}
                FROM videos WHERE deleted_at IS NULL{(owner is null ? "" : " AND owner_id = @owner")}
                """,
                new { owner = owner?.Value }, cancellationToken: cancellationToken));
            return new VideoTally(all, making, failed, drafts);
        }, cancellationToken);

    private static string CountOf(string condition) => $"CAST(COALESCE(SUM(CASE WHEN {condition} THEN 1 ELSE 0 END), 0) AS BIGINT)";
}
