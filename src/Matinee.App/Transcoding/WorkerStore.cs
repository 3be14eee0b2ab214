using Dapper;
using Matinee.App.Database;

namespace Matinee.App.Transcoding;

/// <summary>The rows of <c>workers</c>.</summary>
internal sealed class WorkerStore(ICatalogueDatabase database, LeaseStore leases, TimeProvider time)
{
    private readonly string _now = database.Dialect.Now;

    /// <summary>A new incarnation of the name; the tasks of the old one are ready again in the same transaction.</summary>
    public Task<(WorkerRegistration Worker, IReadOnlyList<TaskRow> Freed)> RegisterAsync(WorkerProfile profile, CancellationToken cancellationToken) =>
        database.WriteAsync<(WorkerRegistration, IReadOnlyList<TaskRow>)>(async (connection, transaction) =>
        {
            var row = await connection.QuerySingleAsync<WorkerRow>(new CommandDefinition($"""
                INSERT INTO workers (id, name, incarnation, slots, codecs, encoder_key, draining, registered_at, last_heartbeat)
                VALUES (@id, @name, 1, @slots, @codecs, @encoderKey, 0, {_now}, {_now})
                ON CONFLICT (name) DO UPDATE SET incarnation = workers.incarnation + 1, slots = excluded.slots, codecs = excluded.codecs,
                  encoder_key = excluded.encoder_key, draining = 0, registered_at = excluded.registered_at, last_heartbeat = excluded.last_heartbeat
                RETURNING {WorkerRow.Columns}
                """, new
            {
                id = EntityIds.New<WorkerId>(time).Value,
                name = profile.Name,
                slots = profile.Slots,
                codecs = string.Join(',', profile.Codecs),
                encoderKey = profile.EncoderKey,
            }, transaction, cancellationToken: cancellationToken));
            var held = await connection.QueryAsync<OverdueTask>(new CommandDefinition(
                "SELECT id AS Id, lease_epoch AS Epoch, 1 AS Silent FROM tasks WHERE state = 'running' AND lease_owner = @id",
                new { id = row.Id }, transaction, cancellationToken: cancellationToken));
            List<TaskRow> freed = [];
            foreach (var task in held)
            {
                if (await leases.LoseAsync(connection, transaction, task.Lease, "", cancellationToken) is { } lost)
                    freed.Add(lost);
            }

            return (new WorkerRegistration(new WorkerId(row.Id), row.Incarnation), freed);
        }, cancellationToken);

    public Task<bool> HeartbeatAsync(WorkerRegistration worker, CancellationToken cancellationToken) =>
        database.WriteAsync(async (connection, transaction) => await connection.ExecuteAsync(new CommandDefinition(
            $"UPDATE workers SET last_heartbeat = {_now} WHERE id = @id AND incarnation = @incarnation",
            new { id = worker.Id.Value, incarnation = worker.Incarnation }, transaction, cancellationToken: cancellationToken)) == 1, cancellationToken);

    public Task<IReadOnlyList<WorkerRow>> ListAsync(CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<WorkerRow>>(async connection => (await connection.QueryAsync<WorkerRow>(new CommandDefinition(
            $"SELECT {WorkerRow.Columns}, {_now} - last_heartbeat AS SilentMs, (SELECT COUNT(*) FROM tasks t WHERE t.state = 'running' AND t.lease_owner = workers.id) AS ActiveTasks FROM workers ORDER BY name",
            cancellationToken: cancellationToken))).AsList(), cancellationToken);
}

internal sealed class WorkerRow
{
    public const string Columns = """
        id AS Id, name AS Name, incarnation AS Incarnation, slots AS Slots, codecs AS Codecs, encoder_key AS EncoderKey,
        draining AS Draining, last_heartbeat AS LastHeartbeat
        """;

    public string Id { get; set; } = "";

    public string Name { get; set; } = "";

    public long Incarnation { get; set; }

    public int Slots { get; set; }

    public string Codecs { get; set; } = "";

    public string EncoderKey { get; set; } = "";

    public bool Draining { get; set; }

    public long LastHeartbeat { get; set; }

    public long SilentMs { get; set; }

    public int ActiveTasks { get; set; }

    /// <param name="lease">Silent for this long is dead.</param>
    public string Status(TimeSpan lease) =>
        SilentMs > lease.TotalMilliseconds ? "offline" : Draining ? "draining" : SilentMs > lease.TotalMilliseconds / 2 ? "degraded" : "healthy";
}
