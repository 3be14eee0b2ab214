using System.Data.Common;
using Dapper;
using Matinee.App.Database;
using Matinee.App.Nodes;
using Matinee.App.Nodes.Leading;

namespace Matinee.App.Scaling;

/// <summary>
/// The lease of the one node that decides, as a rule the leader; what it wants, and what it decided. Every write of the holder
/// is fenced by holder and epoch; a hand that asks for more meanwhile is not overwritten.
/// </summary>
internal sealed class ScalingStore(ICatalogueDatabase database, NodeIdentity node, LeaderDuty duty)
{
    private const int KeptDecisions = 100;

    // Unlike the name, never that of another process: nodes of one machine may forget to name themselves.
    private readonly string _holder = $"{node.Id}/{Guid.NewGuid():N}";
    private readonly string _now = database.Dialect.Now;

    /// <summary>
    /// Takes or keeps the lease. Null: another node has it, or it is not this one's to take. A leader of a later term takes it
    /// from one before it, which does not get it back.
    /// </summary>
    public Task<ScalingLease?> HoldAsync(TimeSpan lease, CancellationToken cancellationToken) => !duty.IsMine
        ? Task.FromResult<ScalingLease?>(null)
        : database.WriteAsync((connection, transaction) => connection.QuerySingleOrDefaultAsync<ScalingLease>(new CommandDefinition($"""
            UPDATE scaling_lease SET epoch = CASE WHEN holder = @holder THEN epoch ELSE epoch + 1 END, holder = @holder, node = @node,
              lease_until = {_now} + @lease, term = CASE WHEN @term > 0 THEN @term ELSE term END
            WHERE id = 1 AND (holder = @holder OR lease_until < {_now} OR term < @term) AND (@term = 0 OR term <= @term)
            RETURNING {ScalingLease.Columns}, {_now} AS Now
            """, new { holder = _holder, node = node.Id, lease = (long)lease.TotalMilliseconds, term = duty.Token }, transaction, cancellationToken: cancellationToken)),
            cancellationToken);

    /// <summary>At a shutdown, so that another need not wait for the lease to run out.</summary>
    public Task LetGoAsync(CancellationToken cancellationToken) =>
        database.WriteAsync((connection, transaction) => connection.ExecuteAsync(new CommandDefinition(
            "UPDATE scaling_lease SET holder = '', node = '', lease_until = 0 WHERE id = 1 AND holder = @holder",
            new { holder = _holder }, transaction, cancellationToken: cancellationToken)), cancellationToken);

    public Task<ScalingLease> ReadAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(connection => connection.QuerySingleAsync<ScalingLease>(new CommandDefinition(
            $"SELECT {ScalingLease.Columns}, {_now} AS Now FROM scaling_lease WHERE id = 1", cancellationToken: cancellationToken)), cancellationToken);

    /// <summary>Stores a verdict. False: the lease is another's, or what is wanted changed since it was read; look again.</summary>
    public Task<bool> DecideAsync(ScalingLease lease, ScalingLook look, ScalingVerdict verdict, CancellationToken cancellationToken) =>
        database.WriteAsync(async (connection, transaction) =>
        {
            var written = await connection.ExecuteAsync(new CommandDefinition($"""
                UPDATE scaling_lease SET wanted = @wanted, grew_at = @grew, shrank_at = @shrank, low_since = @low, busy = @busy, waiting = @waiting, slots = @slots
                WHERE id = 1 AND holder = @holder AND epoch = @epoch AND lease_until > {_now} AND wanted = @before
                """, new
            {
                holder = lease.Holder,
                epoch = lease.Epoch,
                before = lease.Wanted,
                wanted = verdict.Wanted,
                grew = verdict.Memory.GrewAt?.ToUnixTimeMilliseconds(),
                shrank = verdict.Memory.ShrankAt?.ToUnixTimeMilliseconds(),
                low = verdict.Memory.LowSince?.ToUnixTimeMilliseconds(),
                busy = look.Busy,
                waiting = look.Waiting,
                slots = look.Slots,
            }, transaction, cancellationToken: cancellationToken));
            if (written == 1 && verdict.Wanted != lease.Wanted)
                await RecordAsync(connection, transaction, lease.Wanted, verdict.Wanted, look.Utilisation, verdict.Code, verdict.Reason, cancellationToken);
            return written == 1;
        }, cancellationToken);

    /// <summary>More, or fewer, by hand; on any node.</summary>
    /// <returns>What is wanted now.</returns>
    public Task<int> AskAsync(int more, int most, string code, string reason, CancellationToken cancellationToken) =>
        database.WriteAsync(async (connection, transaction) =>
        {
            // An update that changes nothing, so that two hands at a time do not both start from the same number.
            var before = await connection.QuerySingleAsync<int>(new CommandDefinition(
                "UPDATE scaling_lease SET wanted = wanted WHERE id = 1 RETURNING wanted", null, transaction, cancellationToken: cancellationToken));
            var wanted = Math.Clamp(before + more, 0, Math.Max(before, most));
            await connection.ExecuteAsync(new CommandDefinition($"""
                UPDATE scaling_lease SET wanted = @wanted, grew_at = CASE WHEN @wanted > wanted THEN {_now} ELSE grew_at END,
                  shrank_at = CASE WHEN @wanted < wanted THEN {_now} ELSE shrank_at END
                WHERE id = 1
                """, new { wanted }, transaction, cancellationToken: cancellationToken));
            if (wanted != before)
                await RecordAsync(connection, transaction, before, wanted, 0, code, reason, cancellationToken);
            return wanted;
        }, cancellationToken);

    public Task TellAsync(ScalingLease lease, int started, string trouble, CancellationToken cancellationToken) =>
        database.WriteAsync((connection, transaction) => connection.ExecuteAsync(new CommandDefinition(
            "UPDATE scaling_lease SET started = @started, trouble = @trouble WHERE id = 1 AND holder = @holder AND epoch = @epoch",
            new { started, trouble, holder = lease.Holder, epoch = lease.Epoch }, transaction, cancellationToken: cancellationToken)), cancellationToken);

    /// <summary>Newest first.</summary>
    public Task<IReadOnlyList<ScalingDecision>> DecisionsAsync(int count, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<ScalingDecision>>(async connection => (await connection.QueryAsync<ScalingDecision>(new CommandDefinition("""
            SELECT number AS Number, node AS Node, from_workers AS "From", to_workers AS "To", utilisation AS Utilisation, code AS Code, reason AS Reason,
              decided_at AS DecidedAt FROM scaling_decisions ORDER BY number DESC LIMIT @count
            """, new { count }, cancellationToken: cancellationToken))).AsList(), cancellationToken);

    private async Task RecordAsync(
        DbConnection connection, DbTransaction transaction, int before, int wanted, double utilisation, string code, string reason, CancellationToken cancellationToken)
    {
        await connection.ExecuteAsync(new CommandDefinition($"""
            INSERT INTO scaling_decisions (number, epoch, node, from_workers, to_workers, utilisation, code, reason, decided_at)
            SELECT COALESCE((SELECT MAX(number) FROM scaling_decisions), 0) + 1, epoch, @node, @before, @wanted, @utilisation, @code, @reason, {_now}
            FROM scaling_lease WHERE id = 1
            """, new { node = node.Id, before, wanted, utilisation, code, reason }, transaction, cancellationToken: cancellationToken));
        await connection.ExecuteAsync(new CommandDefinition(
            "DELETE FROM scaling_decisions WHERE number <= (SELECT MAX(number) FROM scaling_decisions) - @kept",
            new { kept = KeptDecisions }, transaction, cancellationToken: cancellationToken));
    }
}
