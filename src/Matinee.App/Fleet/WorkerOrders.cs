using Dapper;
using Matinee.App.Database;

namespace Matinee.App.Fleet;

/// <summary>What workers are told; each hears of it with its next heartbeat. Every verb is false for a worker that is not known.</summary>
internal sealed class WorkerOrders(ICatalogueDatabase database, IWorkerLeases leases)
{
    private readonly string _now = database.Dialect.Now;

    /// <summary>Finish what you have, take nothing new, stay.</summary>
    public Task<bool> DrainAsync(WorkerId id, string reason, CancellationToken cancellationToken) => MarkAsync(id, "draining", reason, cancellationToken);

    /// <summary>It fails what others complete: nothing more for it until somebody has looked.</summary>
    public Task<bool> QuarantineAsync(WorkerId id, string reason, CancellationToken cancellationToken) => MarkAsync(id, "quarantined", reason, cancellationToken);

    /// <summary>Take work again; an order to end that was not heard yet is called back.</summary>
    public Task<bool> EnableAsync(WorkerId id, CancellationToken cancellationToken) => UpdateAsync(
        $"UPDATE workers SET state = 'active', state_reason = '', state_at = {_now}, order_mode = '' WHERE id = @id AND state <> 'removed'",
        new { id = id.Value }, cancellationToken);

    /// <summary>Finish what you have and end; the key opens nothing afterwards.</summary>
    public Task<bool> RemoveAsync(WorkerId id, string reason, CancellationToken cancellationToken) => UpdateAsync(
        $"UPDATE workers SET state = 'removed', state_reason = @reason, state_at = {_now}, order_mode = 'drain' WHERE id = @id AND state <> 'removed'",
        new { id = id.Value, reason }, cancellationToken);

    /// <param name="mode"><c>drain</c>: finish all; <c>graceful</c>: finish what ends soon; <c>immediate</c>: give all back. Then end.</param>
    public Task<bool> EndAsync(WorkerId id, string mode, CancellationToken cancellationToken) => UpdateAsync(
        "UPDATE workers SET order_mode = @mode WHERE id = @id", new { id = id.Value, mode }, cancellationToken);

    /// <summary>The same for all that are there.</summary>
    public Task<int> EndAllAsync(string mode, CancellationToken cancellationToken) => ExecuteAsync(
        $"UPDATE workers SET order_mode = @mode WHERE last_heartbeat > {_now} - @lifetime",
        new { mode, lifetime = (long)leases.Lifetime.TotalMilliseconds }, cancellationToken);

    private Task<bool> MarkAsync(WorkerId id, string state, string reason, CancellationToken cancellationToken) => UpdateAsync(
        $"UPDATE workers SET state = @state, state_reason = @reason, state_at = {_now} WHERE id = @id AND state <> 'removed'",
        new { id = id.Value, state, reason }, cancellationToken);

    private async Task<bool> UpdateAsync(string sql, object values, CancellationToken cancellationToken) =>
        await ExecuteAsync(sql, values, cancellationToken) == 1;

    private Task<int> ExecuteAsync(string sql, object values, CancellationToken cancellationToken) => database.WriteAsync(
        (connection, transaction) => connection.ExecuteAsync(new CommandDefinition(sql, values, transaction, cancellationToken: cancellationToken)), cancellationToken);
}
