using System.Data.Common;
using Dapper;
using Matinee.App.Database;
using Microsoft.Extensions.Options;

namespace Matinee.App.Fleet;

/// <summary>The rows of <c>workers</c> and <c>worker_encoders</c>.</summary>
internal sealed class WorkerStore(ICatalogueDatabase database, IWorkerLeases leases, IOptions<FleetOptions> options, TimeProvider time)
{
    // Names are made up by whoever holds a token: rows of the silent are bounded by number too.
    private const int MostSilent = 1000;

    private readonly string _now = database.Dialect.Now;

    private long Lifetime => (long)leases.Lifetime.TotalMilliseconds;

    /// <summary>
    /// A new incarnation of the name; what the old one held is free again in the same transaction. A drained or quarantined
    /// worker stays so; an order to end has been obeyed.
    /// </summary>
    public async Task<RegisterOutcome> RegisterAsync(WorkerProfile profile, WorkerEntry entry, CancellationToken cancellationToken)
    {
        var (outcome, tell) = await database.WriteAsync(
            (connection, transaction) => RegisterAsync(connection, transaction, profile, entry, cancellationToken), cancellationToken);
        tell();
        return outcome;
    }

    /// <summary>Heard of it. Null: unknown, or replaced by a newer incarnation.</summary>
    public async Task<WorkerRow?> BeatAsync(DbConnection connection, DbTransaction transaction, WorkerRegistration worker, CancellationToken cancellationToken) =>
        await connection.QuerySingleOrDefaultAsync<WorkerRow>(new CommandDefinition(
            $"UPDATE workers SET last_heartbeat = {_now} WHERE id = @id AND incarnation = @incarnation RETURNING {WorkerRow.Columns}",
            new { id = worker.Id.Value, incarnation = worker.Incarnation }, transaction, cancellationToken: cancellationToken));

    public Task<WorkerRow?> FindByKeyAsync(string hash, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => connection.QuerySingleOrDefaultAsync<WorkerRow>(new CommandDefinition(
            $"SELECT {WorkerRow.Columns} FROM workers WHERE key_hash = @hash", new { hash }, cancellationToken: cancellationToken)), cancellationToken);

    public Task<WorkerRow?> FindAsync(WorkerId id, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => connection.QuerySingleOrDefaultAsync<WorkerRow>(new CommandDefinition(
            $"SELECT {WorkerRow.Columns}, {_now} - last_heartbeat AS SilentMs FROM workers WHERE id = @id",
            new { id = id.Value }, cancellationToken: cancellationToken)), cancellationToken);

    /// <summary>By name; a removed worker is in it until it is gone.</summary>
    public Task<IReadOnlyList<WorkerRow>> ListAsync(CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<WorkerRow>>(async connection => (await connection.QueryAsync<WorkerRow>(new CommandDefinition($"""
            SELECT {WorkerRow.Columns}, {_now} - last_heartbeat AS SilentMs FROM workers
            WHERE state <> 'removed' OR last_heartbeat > {_now} - @lifetime ORDER BY name, id
            """, new { lifetime = Lifetime }, cancellationToken: cancellationToken))).AsList(), cancellationToken);

    public Task<ILookup<string, EncoderRow>> EncodersAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(async connection => (await connection.QueryAsync<EncoderRow>(new CommandDefinition("""
            SELECT worker_id AS WorkerId, encoder_key AS EncoderKey, codec AS Codec, frames_per_second AS FramesPerSecond, hardware AS Hardware
            FROM worker_encoders ORDER BY worker_id, hardware DESC, encoder_key
            """, cancellationToken: cancellationToken))).ToLookup(encoder => encoder.WorkerId), cancellationToken);

    /// <summary>It is not there any more, by its own word.</summary>
    public Task LeaveAsync(WorkerRegistration worker, CancellationToken cancellationToken) =>
        database.WriteAsync((connection, transaction) => connection.ExecuteAsync(new CommandDefinition(
            $"UPDATE workers SET last_heartbeat = {_now} - @lifetime - 1 WHERE id = @id AND incarnation = @incarnation",
            new { id = worker.Id.Value, incarnation = worker.Incarnation, lifetime = Lifetime }, transaction, cancellationToken: cancellationToken)), cancellationToken);

    private async Task<(RegisterOutcome, Action)> RegisterAsync(
        DbConnection connection, DbTransaction transaction, WorkerProfile profile, WorkerEntry entry, CancellationToken cancellationToken)
    {
        var known = await connection.QuerySingleOrDefaultAsync<WorkerRow>(new CommandDefinition(
            $"SELECT {WorkerRow.Columns}, {_now} - last_heartbeat AS SilentMs FROM workers WHERE name = @name",
            new { name = profile.Name }, transaction, cancellationToken: cancellationToken));
        if (await RefuseAsync(connection, transaction, known, entry, cancellationToken) is { } refusal)
            return (refusal, () => { });
        var row = await connection.QuerySingleAsync<WorkerRow>(new CommandDefinition($"""
            INSERT INTO workers (id, name, incarnation, slots, address, ffmpeg_version, filters, cores, memory_bytes, speed, key_hash,
              state, state_at, registered_at, last_heartbeat)
            VALUES (@id, @name, 1, @slots, @address, @ffmpeg, @filters, @cores, @memory, @speed, @key, 'active', {_now}, {_now}, {_now})
            ON CONFLICT (name) DO UPDATE SET incarnation = workers.incarnation + 1, slots = excluded.slots, address = excluded.address,
              ffmpeg_version = excluded.ffmpeg_version, filters = excluded.filters, cores = excluded.cores, memory_bytes = excluded.memory_bytes,
              speed = excluded.speed, key_hash = excluded.key_hash, order_mode = '',
              state = CASE WHEN workers.state = 'removed' THEN 'active' ELSE workers.state END,
              registered_at = excluded.registered_at, last_heartbeat = excluded.last_heartbeat
            RETURNING {WorkerRow.Columns}
            """, new
        {
            id = EntityIds.New<WorkerId>(time).Value,
            name = profile.Name,
            slots = profile.Slots,
            address = profile.Address,
            ffmpeg = profile.Abilities.FfmpegVersion,
            filters = string.Join(',', profile.Abilities.Filters),
            cores = profile.Abilities.Cores,
            memory = profile.Abilities.MemoryBytes,
            speed = profile.Abilities.Speed,
            key = entry.KeyHash,
        }, transaction, cancellationToken: cancellationToken));
        await ReplaceEncodersAsync(connection, transaction, row.WorkerId, profile.Abilities, cancellationToken);
        await ForgetAsync(connection, transaction, cancellationToken);
        var tell = await leases.EndAsync(connection, transaction, row.WorkerId, cancellationToken);
        return (new RegisterOutcome.Registered(Registration(row)), tell);
    }

    private WorkerRegistration Registration(WorkerRow row) =>
        new(row.WorkerId, row.Incarnation) { HeartbeatEvery = options.Value.HeartbeatInterval, LeaseTime = leases.Lifetime };

    /// <summary>Only who comes from afar is refused: a node's own worker is the operator's word already.</summary>
    private async Task<RegisterOutcome?> RefuseAsync(
        DbConnection connection, DbTransaction transaction, WorkerRow? known, WorkerEntry entry, CancellationToken cancellationToken)
    {
        if (entry.KeyHash is null)
            return null;
        if (entry.IsReturn && (known is null || known.KeyHash != entry.KeyHash || known.State == "removed"))
            return new RegisterOutcome.KeyRevoked();
        if (known is { KeyHash: null } && known.SilentMs <= Lifetime)
            return new RegisterOutcome.NameTaken();
        var others = await connection.ExecuteScalarAsync<long>(new CommandDefinition(
            $"SELECT COUNT(*) FROM workers WHERE last_heartbeat > {_now} - @lifetime AND id <> @id",
            new { lifetime = Lifetime, id = known?.Id ?? "" }, transaction, cancellationToken: cancellationToken));
        return others >= options.Value.MaxWorkers ? new RegisterOutcome.NoPlace(options.Value.MaxWorkers) : null;
    }

    private static async Task ReplaceEncodersAsync(
        DbConnection connection, DbTransaction transaction, WorkerId worker, WorkerAbilities abilities, CancellationToken cancellationToken)
    {
        await connection.ExecuteAsync(new CommandDefinition(
            "DELETE FROM worker_encoders WHERE worker_id = @id", new { id = worker.Value }, transaction, cancellationToken: cancellationToken));
        foreach (var encoder in abilities.Encoders)
        {
            await connection.ExecuteAsync(new CommandDefinition("""
                INSERT INTO worker_encoders (worker_id, encoder_key, codec, frames_per_second, hardware) VALUES (@id, @key, @codec, @speed, @hardware)
                ON CONFLICT DO NOTHING
                """, new { id = worker.Value, key = encoder.Key, codec = encoder.Codec, speed = encoder.FramesPerSecond, hardware = encoder.Hardware ? 1 : 0 },
                transaction, cancellationToken: cancellationToken));
        }
    }

    private async Task ForgetAsync(DbConnection connection, DbTransaction transaction, CancellationToken cancellationToken)
    {
        var bounds = new { forget = (long)options.Value.ForgetAfter.TotalMilliseconds, lifetime = Lifetime, most = MostSilent, all = 1_000_000 };
        await connection.ExecuteAsync(new CommandDefinition($"""
            DELETE FROM workers WHERE last_heartbeat < {_now} - @forget OR id IN (
              SELECT id FROM workers WHERE last_heartbeat < {_now} - @lifetime ORDER BY last_heartbeat DESC LIMIT @all OFFSET @most)
            """, bounds, transaction, cancellationToken: cancellationToken));
        await connection.ExecuteAsync(new CommandDefinition(
            "DELETE FROM worker_encoders WHERE worker_id NOT IN (SELECT id FROM workers)", null, transaction, cancellationToken: cancellationToken));
    }
}

/// <summary>How a worker comes in.</summary>
/// <param name="KeyHash">Of the key that it will come with from now on; null inside a node.</param>
/// <param name="IsReturn">It came with that key.</param>
internal readonly record struct WorkerEntry(string? KeyHash, bool IsReturn)
{
    public static readonly WorkerEntry InNode = new(null, false);
}
