using System.Globalization;
using Dapper;
using Matinee.App.Database;
using Matinee.App.Http;
using Matinee.App.Rooms.State;

namespace Matinee.App.Rooms.Rows;

/// <summary>Who did what to whom.</summary>
/// <param name="Action">kick, ban, unban, mute, unmute, role, rights, transfer, approve, deny, settings, delete, pin, unpin, close.</param>
internal sealed record ModerationRecord(CommandId Id, RoomPerson? By, string Action, RoomPerson? Target, string Detail, DateTimeOffset At);

/// <summary>The rows of <c>room_log</c>.</summary>
internal sealed class ModerationRecordStore(ICatalogueDatabase database, TimeProvider time)
{
    public Task AddAsync(RoomId room, CommandId id, RoomPerson? by, string action, RoomPerson? target, string detail, CancellationToken cancellationToken) =>
        database.WriteGuardedAsync((connection, transaction) => connection.ExecuteAsync(new CommandDefinition("""
            INSERT INTO room_log (id, room_id, by_id, by_name, action, target_id, target_name, detail, happened_at)
            VALUES (@id, @room, @byId, @byName, @action, @targetId, @targetName, @detail, @now) ON CONFLICT (id) DO NOTHING
            """, new
        {
            id = id.Value,
            room = room.Value,
            byId = by?.Id.Value,
            byName = by?.Name,
            action,
            targetId = target?.Id.Value,
            targetName = target?.Name,
            detail,
            now = time.GetUtcNow().ToUnixTimeMilliseconds(),
        }, transaction, cancellationToken: cancellationToken)), cancellationToken);

    /// <summary>The newest first.</summary>
    public Task<IReadOnlyList<ModerationRecord>> ListAsync(RoomId room, PageCursor? before, int limit, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<ModerationRecord>>(async connection => [.. (await connection.QueryAsync<Row>(new CommandDefinition($"""
            SELECT id AS Id, by_id AS ById, by_name AS ByName, action AS Action, target_id AS TargetId, target_name AS TargetName, detail AS Detail, happened_at AS HappenedAt
            FROM room_log WHERE room_id = @room {(before is null ? "" : "AND (happened_at < @sort OR (happened_at = @sort AND id < @id))")}
            ORDER BY happened_at DESC, id DESC LIMIT @limit
            """, new
        {
            room = room.Value,
            sort = long.TryParse(before?.Sort, CultureInfo.InvariantCulture, out var sort) ? sort : 0,
            id = before?.Id,
            limit,
        }, cancellationToken: cancellationToken))).Select(row => row.ToRecord())], cancellationToken);

    private sealed class Row
    {
        public string Id { get; set; } = "";

        public string? ById { get; set; }

        public string? ByName { get; set; }

        public string Action { get; set; } = "";

        public string? TargetId { get; set; }

        public string? TargetName { get; set; }

        public string Detail { get; set; } = "";

        public long HappenedAt { get; set; }

        public ModerationRecord ToRecord() => new(
            new(Id), Person(ById, ByName), Action, Person(TargetId, TargetName), Detail, DateTimeOffset.FromUnixTimeMilliseconds(HappenedAt));

        private static RoomPerson? Person(string? id, string? name) => id is null ? null : new(new(id), name ?? "");
    }
}
