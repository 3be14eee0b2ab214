using System.Data.Common;
using Dapper;
using Matinee.App.Database;
using Matinee.App.Fleet;
using Microsoft.Extensions.Options;

namespace Matinee.App.Transcoding.Leasing;

/// <summary>The leases of a worker, for the fleet.</summary>
internal sealed class WorkerLeases(ICatalogueDatabase database, LeaseStore leases, TaskNews news, IOptions<TranscodingOptions> options) : IWorkerLeases
{
    private const string HeldBy = """
        SELECT id, lease_epoch FROM tasks WHERE state = 'running' AND lease_owner = @id
        UNION ALL SELECT id, rival_epoch FROM tasks WHERE state = 'running' AND rival_owner = @id
        """;

    public TimeSpan Lifetime => options.Value.DeadWorkerTimeout;

    public Task<IReadOnlyDictionary<string, int>> CountAsync(CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyDictionary<string, int>>(async connection => (await connection.QueryAsync<(string Worker, long Tasks)>(new CommandDefinition(
            """
            SELECT worker, COUNT(*) FROM (
              SELECT lease_owner AS worker FROM tasks WHERE state = 'running' AND lease_owner IS NOT NULL
              UNION ALL SELECT rival_owner FROM tasks WHERE state = 'running' AND rival_owner IS NOT NULL) held
            GROUP BY worker
            """,
            cancellationToken: cancellationToken))).ToDictionary(row => row.Worker, row => (int)row.Tasks), cancellationToken);

    public async Task<Action> EndAsync(DbConnection connection, DbTransaction transaction, WorkerId worker, CancellationToken cancellationToken)
    {
        var held = (await connection.QueryAsync<(string Task, long Epoch)>(new CommandDefinition(
            HeldBy, new { id = worker.Value }, transaction, cancellationToken: cancellationToken))).AsList();
        List<TaskRow> freed = [];
        foreach (var (task, epoch) in held)
        {
            if (await leases.LoseAsync(connection, transaction, new TaskLease(new TaskId(task), epoch), "", cancellationToken) is { } lost)
                freed.Add(lost);
        }

        return () => freed.ForEach(news.Lost);
    }

    /// <summary>Leases whose answer never reached the worker: it says what it has, and knows nothing of these.</summary>
    public async Task ReleaseUnknownAsync(WorkerId worker, IReadOnlySet<string> known, CancellationToken cancellationToken)
    {
        var held = await database.ReadAsync(connection => connection.QueryAsync<(string Task, long Epoch)>(new CommandDefinition(
            HeldBy, new { id = worker.Value }, cancellationToken: cancellationToken)), cancellationToken);
        foreach (var (task, epoch) in held.Where(row => !known.Contains(row.Task)))
        {
            if (await leases.ReleaseAsync(new TaskLease(new TaskId(task), epoch), cancellationToken) is { } released)
                news.Lost(released);
        }
    }
}
