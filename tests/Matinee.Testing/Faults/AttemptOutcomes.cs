using Dapper;
using Matinee.Adapters.Sqlite;
using Matinee.App.Database;

namespace Matinee.Testing.Faults;

/// <summary>What became of every attempt at a task, read from a data folder beside the server.</summary>
public sealed record AttemptOutcomes(IReadOnlyDictionary<string, int> ByOutcome, int RunningInBulk)
{
    public int Total => ByOutcome.Values.Sum();

    public static async Task<AttemptOutcomes> ReadAsync(string dataFolder, CancellationToken cancellationToken)
    {
        await using var catalogue = await SqliteCatalogue.OpenAsync(Path.Combine(dataFolder, "matinee.db"), cancellationToken);
        return await ReadAsync(catalogue, cancellationToken);
    }

    public static Task<AttemptOutcomes> ReadAsync(ICatalogueDatabase catalogue, CancellationToken cancellationToken) =>
        catalogue.ReadAsync(async connection =>
        {
            var counts = await connection.QueryAsync<(string Outcome, long Count)>("SELECT outcome, COUNT(*) FROM task_attempts GROUP BY outcome");
            var running = await connection.ExecuteScalarAsync<long>(
                "SELECT COUNT(*) FROM tasks WHERE state = 'running' AND lane = 'bulk' AND kind = 'video_chunk'");
            return new AttemptOutcomes(counts.ToDictionary(row => row.Outcome, row => (int)row.Count), (int)running);
        }, cancellationToken);

    public int Count(string outcome) => ByOutcome.GetValueOrDefault(outcome);

    public override string ToString() => string.Join(", ", ByOutcome.Select(pair => $"{pair.Value} {pair.Key}"));
}
