using Dapper;
using Matinee.App.Database;
using Matinee.App.Transcoding.Boards;
using Xunit;

namespace Matinee.IntegrationTests.Transcoding;

/// <summary>How SQLite answers. PostgreSQL has the same indices, and rightly reads small tables whole.</summary>
public sealed class BoardPlanTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_reading_of_the_queue_walks_through_all_that_ever_was()
    {
        await using var host = await TranscodingHost.OpenAsync();
        var database = host.Get<ICatalogueDatabase>();
        var plan = await database.ReadAsync(async connection => (await connection.QueryAsync<(long, long, long, string Detail)>(
            $"EXPLAIN QUERY PLAN SELECT j.id FROM jobs j ORDER BY {JobBoard.QueueOrder} LIMIT 25")).Select(row => row.Detail).ToArray(), Stop);

        Assert.Contains(plan, step => step.Contains("jobs_in_order", StringComparison.Ordinal));
        Assert.DoesNotContain(plan, step => step.Contains("TEMP B-TREE", StringComparison.Ordinal));
    }
}
