using Dapper;
using Matinee.Adapters.Sqlite;

namespace Matinee.Testing.Faults;

/// <summary>What became of every attempt at a task, read from a data folder beside the server.</summary>
/// <param name="ByAttempt">By task and epoch: running, completed, failed, lost, released, cancelled.</param>
/// <param name="UnderWay">Running chunks that have shown frames: work that would be lost if it were cut off.</param>
public sealed record AttemptOutcomes(IReadOnlyDictionary<string, string> ByAttempt, IReadOnlyList<string> UnderWay)
{
    public static Task<AttemptOutcomes> ReadAsync(string dataFolder, CancellationToken cancellationToken) =>
        ReadAsync(dataFolder, DateTimeOffset.UnixEpoch, cancellationToken);

    /// <param name="since">Attempts that ended before are left out.</param>
    public static async Task<AttemptOutcomes> ReadAsync(string dataFolder, DateTimeOffset since, CancellationToken cancellationToken)
    {
        await using var catalogue = await SqliteCatalogue.OpenAsync(Path.Combine(dataFolder, "matinee.db"), cancellationToken);
        return await catalogue.ReadAsync(async connection =>
        {
            var attempts = await connection.QueryAsync<(string Attempt, string Outcome)>(
                "SELECT task_id || '/' || epoch, outcome FROM task_attempts WHERE finished_at IS NULL OR finished_at >= @since", new { since = since.ToUnixTimeMilliseconds() });
            var running = await connection.QueryAsync<string>(
                "SELECT id || '/' || lease_epoch FROM tasks WHERE state = 'running' AND kind = 'video_chunk' AND lane = 'bulk' AND progress_frames > 0");
            return new AttemptOutcomes(attempts.ToDictionary(row => row.Attempt, row => row.Outcome), running.AsList());
        }, cancellationToken);
    }

    public int Count(string outcome) => ByAttempt.Values.Count(found => found == outcome);

    public override string ToString() => string.Join(", ", ByAttempt.Values.CountBy(outcome => outcome).Select(pair => $"{pair.Value} {pair.Key}"));
}
