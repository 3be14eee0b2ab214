using Dapper;
using Matinee.App.Database;
using Matinee.App.Library;
using Microsoft.Extensions.Options;

namespace Matinee.App.Transcoding.Leasing;

/// <summary>
/// Ends jobs that are not done in time. The deadline of a job that has none is set by the first sweep that sees it, and
/// anew when the job is taken up again.
/// </summary>
internal sealed class JobDeadlines(ICatalogueDatabase database, JobOutcomes outcomes, IOptions<TranscodingOptions> options)
{
    private readonly string _now = database.Dialect.Now;

    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        if (options.Value.JobDeadline > TimeSpan.Zero && await CountOpenAsync(cancellationToken) > 0)
            await SetAsync(cancellationToken);
        foreach (var job in await PastAsync(cancellationToken))
        {
            await outcomes.StopAsync(job, "failed", new VideoFailure(
                "deadline", "Processing took too long", "It was not done by its deadline. What is done stays; taking it up again gives it as much time anew."), cancellationToken);
        }
    }

    private Task<long> CountOpenAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(connection => connection.ExecuteScalarAsync<long>(new CommandDefinition(
            "SELECT COUNT(*) FROM jobs WHERE finished_at IS NULL AND deadline_at IS NULL", cancellationToken: cancellationToken)), cancellationToken);

    private Task<int> SetAsync(CancellationToken cancellationToken) =>
        database.WriteAsync((connection, transaction) => connection.ExecuteAsync(new CommandDefinition(
            $"UPDATE jobs SET deadline_at = {_now} + @deadline WHERE finished_at IS NULL AND deadline_at IS NULL",
            new { deadline = (long)options.Value.JobDeadline.TotalMilliseconds }, transaction, cancellationToken: cancellationToken)), cancellationToken);

    private Task<IReadOnlyList<JobRow>> PastAsync(CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<JobRow>>(async connection => (await connection.QueryAsync<JobRow>(new CommandDefinition(
            $"SELECT {JobRow.Columns} FROM jobs WHERE finished_at IS NULL AND deadline_at < {_now} ORDER BY id", cancellationToken: cancellationToken))).AsList(), cancellationToken);
}
