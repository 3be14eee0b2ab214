using Dapper;
using Matinee.App.Database;
using Matinee.App.Nodes;
using Microsoft.Extensions.Options;

namespace Matinee.App.Transcoding.Leasing;

/// <summary>
/// While no coordinator runs, no worker can keep its lease, and works on all the same. The first coordinator that is back
/// gives each such lease one lease time to be heard of. A lease has that once until it is heard of, so a coordinator that
/// restarts over and over keeps no dead worker's task.
/// </summary>
internal sealed class LeaseGrace(ICatalogueDatabase database, NodeIdentity node, IOptions<TranscodingOptions> options)
{
    private static readonly TimeSpan Forgotten = TimeSpan.FromDays(1);

    private readonly string _now = database.Dialect.Now;

    private long Lease => (long)options.Value.DeadWorkerTimeout.TotalMilliseconds;

    /// <summary>Call before the first sweep of this node.</summary>
    /// <returns>How many leases were lengthened.</returns>
    public Task<int> GrantAsync(CancellationToken cancellationToken) =>
        database.WriteAsync(async (connection, transaction) =>
        {
            // Half a lease time: shorter, and every worker has had another coordinator to talk to.
            var someone = await connection.ExecuteScalarAsync<long>(new CommandDefinition(
                $"SELECT COUNT(*) FROM coordinators WHERE seen_at > {_now} - @half", new { half = Lease / 2 }, transaction, cancellationToken: cancellationToken));
            await SeeAsync(connection, transaction, cancellationToken);
            if (someone > 0)
                return 0;
            return await connection.ExecuteAsync(new CommandDefinition($"""
                UPDATE tasks SET graced = 1,
                  lease_until = CASE WHEN lease_until > {_now} + @lease THEN lease_until ELSE {_now} + @lease END,
                  rival_until = CASE WHEN rival_owner IS NULL OR rival_until > {_now} + @lease THEN rival_until ELSE {_now} + @lease END
                WHERE state = 'running' AND lane <> 'coordinator' AND graced = 0
                """, new { lease = Lease }, transaction, cancellationToken: cancellationToken));
        }, cancellationToken);

    /// <summary>This node is there. Call every few seconds.</summary>
    public Task<int> SeeAsync(CancellationToken cancellationToken) =>
        database.WriteAsync((connection, transaction) => SeeAsync(connection, transaction, cancellationToken), cancellationToken);

    private async Task<int> SeeAsync(System.Data.Common.DbConnection connection, System.Data.Common.DbTransaction transaction, CancellationToken cancellationToken)
    {
        await connection.ExecuteAsync(new CommandDefinition(
            $"DELETE FROM coordinators WHERE seen_at < {_now} - @old", new { old = (long)Forgotten.TotalMilliseconds }, transaction, cancellationToken: cancellationToken));
        return await connection.ExecuteAsync(new CommandDefinition($"""
            INSERT INTO coordinators (node_id, seen_at) VALUES (@id, {_now}) ON CONFLICT (node_id) DO UPDATE SET seen_at = excluded.seen_at
            """, new { id = node.Id }, transaction, cancellationToken: cancellationToken));
    }
}
