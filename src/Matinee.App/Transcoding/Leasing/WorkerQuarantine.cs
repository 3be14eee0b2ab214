using Dapper;
using Matinee.App.Database;
using Matinee.App.Fleet;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Matinee.App.Transcoding.Leasing;

/// <summary>
/// Puts workers aside that fail in a row what others complete, and takes them back after a while that doubles each time.
/// Whoever enables one by hand ends its quarantine at once.
/// </summary>
internal sealed class WorkerQuarantine(
    ICatalogueDatabase database, WorkerStore workers, WorkerOrders orders, IOptions<TranscodingOptions> options, ILogger<WorkerQuarantine> logger)
{
    private static readonly TimeSpan LongestCoolDown = TimeSpan.FromHours(6);

    private readonly string _now = database.Dialect.Now;

    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        foreach (var row in await StrikesAsync(cancellationToken))
        {
            if (row.Strikes >= options.Value.WorkerStrikes)
                await BeginAsync(row, cancellationToken);
            else
                await EndAsync(row, cancellationToken);
        }
    }

    internal static TimeSpan CoolDown(int quarantines, TimeSpan first)
    {
        var doubled = first * Math.Pow(2, Math.Min(quarantines, 30));
        return doubled < LongestCoolDown ? doubled : LongestCoolDown;
    }

    private Task<IReadOnlyList<StrikeRow>> StrikesAsync(CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<StrikeRow>>(async connection => (await connection.QueryAsync<StrikeRow>(new CommandDefinition($"""
            SELECT worker_id AS WorkerId, strikes AS Strikes, quarantines AS Quarantines FROM worker_strikes
            WHERE (released_at IS NULL AND strikes >= @limit) OR released_at <= {_now} ORDER BY worker_id
            """, new { limit = options.Value.WorkerStrikes }, cancellationToken: cancellationToken))).AsList(), cancellationToken);

    private async Task BeginAsync(StrikeRow row, CancellationToken cancellationToken)
    {
        var coolDown = CoolDown(row.Quarantines, options.Value.QuarantineTime);
        if (!await ChangeAsync($"strikes = 0, quarantines = quarantines + 1, released_at = {_now} + @cool", "strikes >= @limit", row, coolDown, cancellationToken))
            return;
        var last = await LastFailureAsync(row.WorkerId, cancellationToken);
        var reason = $"{row.Strikes} parts in a row failed here that other workers completed.{(last is null ? "" : $" The last: {last}")} "
            + $"It is tried again after {coolDown.TotalMinutes:0} minutes; enable it to have it tried now.";
        await orders.QuarantineAsync(new WorkerId(row.WorkerId), reason, cancellationToken);
        TranscodingLog.WorkerQuarantined(logger, row.WorkerId, row.Strikes, coolDown.TotalMinutes);
    }

    private async Task EndAsync(StrikeRow row, CancellationToken cancellationToken)
    {
        if (await ChangeAsync("released_at = NULL", $"released_at <= {_now}", row, TimeSpan.Zero, cancellationToken)
            && await workers.FindAsync(new WorkerId(row.WorkerId), cancellationToken) is { State: "quarantined" } worker)
            await orders.EnableAsync(worker.WorkerId, cancellationToken);
    }

    /// <returns>True for the one coordinator that changed it.</returns>
    private Task<bool> ChangeAsync(string change, string condition, StrikeRow row, TimeSpan coolDown, CancellationToken cancellationToken) =>
        database.WriteAsync(async (connection, transaction) => await connection.ExecuteAsync(new CommandDefinition(
            $"UPDATE worker_strikes SET {change}, updated_at = {_now} WHERE worker_id = @worker AND {condition}",
            new { worker = row.WorkerId, limit = options.Value.WorkerStrikes, cool = (long)coolDown.TotalMilliseconds },
            transaction, cancellationToken: cancellationToken)) == 1, cancellationToken);

    private Task<string?> LastFailureAsync(string worker, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => connection.QueryFirstOrDefaultAsync<string?>(new CommandDefinition("""
            SELECT failure_detail FROM task_attempts WHERE worker_id = @worker AND outcome = 'failed' ORDER BY finished_at DESC LIMIT 1
            """, new { worker }, cancellationToken: cancellationToken)), cancellationToken);

    private sealed class StrikeRow
    {
        public string WorkerId { get; set; } = "";

        public int Strikes { get; set; }

        public int Quarantines { get; set; }
    }
}
