using System.Text.Json;
using Dapper;
using Matinee.App.Database;
using Matinee.App.Rooms.State;
using Matinee.Realtime.Brokers;

namespace Matinee.App.Rooms.Rows;

/// <summary>Where a room's log has brought it, written behind it.</summary>
/// <param name="Version">Of the slot beside the log.</param>
internal sealed record RoomCheckpoint(RoomState State, StreamPosition Position, long Version);

/// <summary>The rows of <c>room_states</c>. All nodes of a room write the same; who is behind changes nothing.</summary>
internal sealed class RoomStateStore(ICatalogueDatabase database, TimeProvider time)
{
    public Task SaveAsync(RoomId room, RoomCheckpoint checkpoint, CancellationToken cancellationToken) =>
        database.WriteGuardedAsync((connection, transaction) => connection.ExecuteAsync(new CommandDefinition("""
            INSERT INTO room_states (room_id, epoch, log_offset, version, state, written_at) VALUES (@room, @epoch, @position, @version, @state, @now)
            ON CONFLICT (room_id) DO UPDATE SET epoch = excluded.epoch, log_offset = excluded.log_offset, version = excluded.version, state = excluded.state,
              written_at = excluded.written_at
            WHERE room_states.epoch <> excluded.epoch OR room_states.log_offset < excluded.log_offset
            """, new
        {
            room = room.Value,
            epoch = checkpoint.Position.Epoch,
            position = checkpoint.Position.Offset,
            version = checkpoint.Version,
            state = JsonSerializer.Serialize(checkpoint.State, WireJson.Default.RoomState),
            now = time.GetUtcNow().ToUnixTimeMilliseconds(),
        }, transaction, cancellationToken: cancellationToken)), cancellationToken);

    /// <summary>Null for a room that nobody has been in yet.</summary>
    public Task<RoomCheckpoint?> FindAsync(RoomId room, CancellationToken cancellationToken) => database.ReadAsync(async connection =>
    {
        var row = await connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition(
            "SELECT epoch AS Epoch, log_offset AS LogOffset, version AS Version, state AS State FROM room_states WHERE room_id = @room",
            new { room = room.Value }, cancellationToken: cancellationToken));
        return row is null || JsonSerializer.Deserialize(row.State, WireJson.Default.RoomState) is not { } state
            ? null
            : new RoomCheckpoint(state, new(row.Epoch, row.LogOffset), row.Version);
    }, cancellationToken);

    private sealed class Row
    {
        public string Epoch { get; set; } = "";

        public long LogOffset { get; set; }

        public long Version { get; set; }

        public string State { get; set; } = "";
    }
}
