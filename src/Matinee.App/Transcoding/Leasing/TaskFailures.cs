using System.Data.Common;
using Dapper;
using Matinee.App.Database;
using Matinee.App.Fleet;
using Microsoft.Extensions.Options;

namespace Matinee.App.Transcoding.Leasing;

/// <summary>What a failed attempt means for its task, and for the worker that failed: <c>task_avoids</c> and <c>worker_strikes</c>.</summary>
internal sealed class TaskFailures(ICatalogueDatabase database, IOptions<TranscodingOptions> options)
{
    // A list of forty names says no more than one of five.
    private const int NamesShown = 5;

    private readonly string _now = database.Dialect.Now;

    /// <summary>Notes whose fault it was, inside the caller's transaction. Null when the lease is not held any more.</summary>
    public async Task<FailureVerdict?> RecordAsync(
        DbConnection connection, DbTransaction transaction, TaskFault fault, double jitter, CancellationToken cancellationToken)
    {
        var held = await connection.QuerySingleOrDefaultAsync<HeldRow>(new CommandDefinition($"""
            SELECT CASE WHEN lease_epoch = @epoch THEN lease_owner ELSE rival_owner END AS Worker, fail_count AS FailCount
            FROM tasks WHERE id = @id AND {LeaseStore.Held}
            """, new { id = fault.Lease.Task.Value, epoch = fault.Lease.Epoch }, transaction, cancellationToken: cancellationToken));
        if (held is null)
            return null;
        var which = new { id = fault.Lease.Task.Value, worker = held.Worker, counted = fault.Class == FaultClass.Verification ? 1 : 0 };
        var workers = 0;
        if (RetryPolicy.IsTheWorkers(fault.Class))
        {
            var first = await connection.ExecuteAsync(new CommandDefinition(
                $"INSERT INTO task_avoids (task_id, worker_id, counted, created_at) VALUES (@id, @worker, @counted, {_now}) ON CONFLICT DO NOTHING",
                which, transaction, cancellationToken: cancellationToken)) == 1;
            // Whoever says "done" of a broken file is struck at once; who fails, once somebody else has done it.
            if (first && fault.Class == FaultClass.Verification)
                await StrikeAsync(connection, transaction, "SELECT @worker", which, cancellationToken);
            workers = (int)await connection.ExecuteScalarAsync<long>(new CommandDefinition(
                "SELECT COUNT(*) FROM task_avoids WHERE task_id = @id", which, transaction, cancellationToken: cancellationToken));
        }

        var decision = RetryPolicy.AfterFailure(fault.Class, held.FailCount + 1, workers, jitter, options.Value);
        return new FailureVerdict(decision, decision.WillRetry ? fault.Detail : await ReasonAsync(connection, transaction, fault, held, cancellationToken));
    }

    /// <summary>Somebody completed a task: good for them, and bad for those who had failed it.</summary>
    public async Task CompletedAsync(
        DbConnection connection, DbTransaction transaction, TaskRow task, WorkerId worker, CancellationToken cancellationToken)
    {
        var which = new { id = task.Id, worker = worker.Value };
        await connection.ExecuteAsync(new CommandDefinition(
            "UPDATE worker_strikes SET strikes = 0 WHERE worker_id = @worker AND strikes > 0", which, transaction, cancellationToken: cancellationToken));
        if (task.FailCount == 0)
            return;
        await StrikeAsync(connection, transaction,
            "SELECT worker_id FROM task_avoids WHERE task_id = @id AND worker_id <> @worker AND counted = 0 ORDER BY worker_id", which, cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            "DELETE FROM task_avoids WHERE task_id = @id", which, transaction, cancellationToken: cancellationToken));
    }

    private async Task StrikeAsync(
        DbConnection connection, DbTransaction transaction, string whom, object which, CancellationToken cancellationToken)
    {
        foreach (var worker in (await connection.QueryAsync<string>(new CommandDefinition(whom, which, transaction, cancellationToken: cancellationToken))).AsList())
        {
            await connection.ExecuteAsync(new CommandDefinition($"""
                INSERT INTO worker_strikes (worker_id, strikes, quarantines, updated_at) VALUES (@worker, 1, 0, {_now})
                ON CONFLICT (worker_id) DO UPDATE SET strikes = worker_strikes.strikes + 1, updated_at = excluded.updated_at
                """, new { worker }, transaction, cancellationToken: cancellationToken));
        }
    }

    private static async Task<string> ReasonAsync(
        DbConnection connection, DbTransaction transaction, TaskFault fault, HeldRow held, CancellationToken cancellationToken)
    {
        if (fault.Class == FaultClass.Input)
            return fault.Detail;
        var names = (await connection.QueryAsync<string>(new CommandDefinition("""
            SELECT DISTINCT w.name FROM workers w WHERE w.id = @worker
              OR w.id IN (SELECT a.worker_id FROM task_attempts a WHERE a.task_id = @id AND a.outcome = 'failed') ORDER BY w.name
            """, new { id = fault.Lease.Task.Value, worker = held.Worker }, transaction, cancellationToken: cancellationToken))).AsList();
        var attempts = held.FailCount == 0 ? "The only attempt" : $"{held.FailCount + 1} attempts";
        var where = string.Join(", ", names.Take(NamesShown)) + (names.Count > NamesShown ? $" and {names.Count - NamesShown} more" : "");
        return $"{attempts} failed, on {where}. {(held.FailCount == 0 ? "It" : "The last")} ended with: {fault.Detail}";
    }

    private sealed class HeldRow
    {
        public string Worker { get; set; } = "";

        public int FailCount { get; set; }
    }
}

/// <param name="Detail">For the task's row: what went wrong, and at the end also where it was tried.</param>
internal readonly record struct FailureVerdict(RetryDecision Decision, string Detail);
