using System.Data.Common;
using Dapper;
using Matinee.App.Accounts;
using Matinee.App.Database;
using Matinee.App.Http;

namespace Matinee.App.Rooms.Rows;

/// <summary>The rows of <c>rooms</c>. A closed room is absent everywhere.</summary>
internal sealed class RoomStore(ICatalogueDatabase database, TimeProvider time)
{
    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>With its owner as the first member. False when the owner has as many rooms as one may.</summary>
    public Task<bool> CreateAsync(RoomRecord room, RoomMember owner, int most, CancellationToken cancellationToken) =>
        database.WriteAsync(async (connection, transaction) =>
        {
            var has = await connection.ExecuteScalarAsync<long>(Command(
                "SELECT COUNT(*) FROM rooms WHERE owner_id = @owner AND closed_at IS NULL", new { owner = room.OwnerId.Value }, transaction, cancellationToken));
            if (has >= most)
                return false;
            await connection.ExecuteAsync(Command("""
                INSERT INTO rooms (id, owner_id, name, name_key, mode, door, waiting, slow_seconds, locked, password_hash, created_at, updated_at, active_at)
                VALUES (@Id, @Owner, @Name, @Key, @Mode, @Door, @Waiting, @SlowSeconds, @Locked, @PasswordHash, @Now, @Now, @Now)
                """, Values(room), transaction, cancellationToken));
            await MemberStore.PutAsync(connection, transaction, owner, Now, cancellationToken);
            return true;
        }, cancellationToken);

    public Task<RoomRecord?> FindAsync(RoomId id, CancellationToken cancellationToken) => database.ReadAsync(async connection =>
        (await connection.QuerySingleOrDefaultAsync<RoomRow>(Command(
            $"SELECT {RoomRow.Columns} FROM rooms r WHERE r.id = @id AND r.closed_at IS NULL", new { id = id.Value }, null, cancellationToken)))?.ToRoom(), cancellationToken);

    /// <summary>Those that somebody is in or owns, the most recently used first; everybody's when <paramref name="user"/> is null.</summary>
    public Task<IReadOnlyList<RoomRecord>> ListAsync(UserId? user, string? text, PageCursor? after, int limit, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<RoomRecord>>(async connection =>
        {
            var mine = user is null ? "" : "AND EXISTS (SELECT 1 FROM room_members m WHERE m.room_id = r.id AND m.user_id = @user AND m.state = 'joined')";
            var search = string.IsNullOrWhiteSpace(text) ? "" : @"AND r.name_key LIKE @text ESCAPE '\'";
            var page = after is null ? "" : "AND (r.active_at < @sort OR (r.active_at = @sort AND r.id < @id))";
            return [.. (await connection.QueryAsync<RoomRow>(Command(
                $"SELECT {RoomRow.Columns} FROM rooms r WHERE r.closed_at IS NULL {mine} {search} {page} ORDER BY r.active_at DESC, r.id DESC LIMIT @limit",
                new
                {
                    user = user?.Value,
                    text = SearchKeys.Like(text),
                    sort = long.TryParse(after?.Sort, out var sort) ? sort : 0,
                    id = after?.Id,
                    limit,
                }, null, cancellationToken))).Select(row => row.ToRoom())];
        }, cancellationToken);

    /// <summary>Null when there is none.</summary>
    public Task<RoomRecord?> UpdateAsync(RoomId id, RoomChange change, CancellationToken cancellationToken) => database.WriteAsync(async (connection, transaction) =>
    {
        var row = await connection.QuerySingleOrDefaultAsync<RoomRow>(Command(
            $"SELECT {RoomRow.Columns} FROM rooms r WHERE r.id = @id AND r.closed_at IS NULL", new { id = id.Value }, transaction, cancellationToken));
        if (row?.ToRoom() is not { } room)
            return null;
        var next = room with
        {
            Name = change.Name ?? room.Name,
            Mode = change.Mode ?? room.Mode,
            Door = change.Door ?? room.Door,
            Waiting = change.Waiting ?? room.Waiting,
            SlowSeconds = change.SlowSeconds ?? room.SlowSeconds,
            Locked = change.Locked ?? room.Locked,
            PasswordHash = change.PasswordHash is null ? room.PasswordHash : change.PasswordHash.Length == 0 ? null : change.PasswordHash,
        };
        await connection.ExecuteAsync(Command("""
            UPDATE rooms SET name = @Name, name_key = @Key, mode = @Mode, door = @Door, waiting = @Waiting, slow_seconds = @SlowSeconds, locked = @Locked,
              password_hash = @PasswordHash, updated_at = @Now WHERE id = @Id
            """, Values(next), transaction, cancellationToken));
        return next;
    }, cancellationToken);

    public Task TouchAsync(RoomId id, CancellationToken cancellationToken) => database.WriteGuardedAsync((connection, transaction) => connection.ExecuteAsync(Command(
        "UPDATE rooms SET active_at = @now WHERE id = @id AND active_at < @now - 60000", new { id = id.Value, now = Now }, transaction, cancellationToken)), cancellationToken);

    /// <summary>For good. False when there was none.</summary>
    public Task<bool> CloseAsync(RoomId id, CancellationToken cancellationToken) => database.WriteAsync(async (connection, transaction) =>
    {
        if (await connection.ExecuteAsync(Command(
            "UPDATE rooms SET closed_at = @now WHERE id = @id AND closed_at IS NULL", new { id = id.Value, now = Now }, transaction, cancellationToken)) == 0)
            return false;
        await MemberStore.RemoveAllAsync(connection, transaction, id, Now, cancellationToken);
        return true;
    }, cancellationToken);

    private object Values(RoomRecord room) => new
    {
        Id = room.Id.Value,
        Owner = room.OwnerId.Value,
        room.Name,
        Key = SearchKeys.Of(room.Name),
        Mode = room.Mode.Word(),
        Door = room.Door.Word(),
        Waiting = room.Waiting.Word(),
        room.SlowSeconds,
        Locked = room.Locked ? 1 : 0,
        room.PasswordHash,
        Now,
    };

    private static CommandDefinition Command(string sql, object values, DbTransaction? transaction, CancellationToken cancellationToken) =>
        new(sql, values, transaction, cancellationToken: cancellationToken);
}
