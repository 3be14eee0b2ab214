using System.Data.Common;
using Dapper;
using Matinee.App.Database;
using Matinee.App.Fleet;
using Microsoft.Extensions.Options;

namespace Matinee.App.Transcoding.Leasing;

/// <summary>The leases of a worker, for the fleet.</summary>
internal sealed class WorkerLeases(ICatalogueDatabase database, LeaseStore leases, TaskNews news, IOptions<TranscodingOptions> options) : IWorkerLeases
{
    public TimeSpan Lifetime => options.Value.LeaseTime;

    public Task<IReadOnlyDictionary<string, int>> CountAsync(CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyDictionary<string, int>>(async connection => (await connection.QueryAsync<(string Worker, long Tasks)>(new CommandDefinition(
            "SELECT lease_owner, COUNT(*) FROM tasks WHERE state = 'running' AND lease_owner IS NOT NULL GROUP BY lease_owner",
            cancellationToken: cancellationToken))).ToDictionary(row => row.Worker, row => (int)row.Tasks), cancellationToken);

    public async Task<Action> EndAsync(DbConnection connection, DbTransaction transaction, WorkerId worker, CancellationToken cancellationToken)
    {
        var held = await connection.QueryAsync<OverdueTask>(new CommandDefinition(
            "SELECT id AS Id, lease_epoch AS Epoch, 1 AS Silent FROM tasks WHERE state = 'running' AND lease_owner = @id",
            new { id = worker.Value }, transaction, cancellationToken: cancellationToken));
        List<TaskRow> freed = [];
        foreach (var task in held)
        {
            if (await leases.LoseAsync(connection, transaction, task.Lease, "", cancellationToken) is { } lost)
                freed.Add(lost);
        }

        return () => freed.ForEach(news.Lost);
    }
}
