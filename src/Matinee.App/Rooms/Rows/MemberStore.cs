using System.Collections.Immutable;
using System.Data.Common;
using Dapper;
using Matinee.App.Accounts;
using Matinee.App.Database;
using Matinee.App.Http;
using Matinee.App.Playback;
using Matinee.App.Rooms.State;

namespace Matinee.App.Rooms.Rows;

/// <summary>The rows of <c>room_members</c>. Whoever stops being one loses the playback addresses that the room gave in the same transaction.</summary>
internal sealed class MemberStore(ICatalogueDatabase database, GrantStore grants, TimeProvider time)
{
    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    public Task<RoomMember?> FindAsync(RoomId room, UserId user, CancellationToken cancellationToken) => database.ReadAsync(async connection =>
        (await connection.QuerySingleOrDefaultAsync<MemberRow>(Command(
            $"SELECT {MemberRow.Columns} FROM room_members WHERE room_id = @room AND user_id = @user", new { room = room.Value, user = user.Value }, null, cancellationToken)))?.ToMember(),
        cancellationToken);

    /// <summary>In order of coming.</summary>
    public Task<IReadOnlyList<RoomMember>> ListAsync(RoomId room, RoomStanding state, PageCursor? after, int limit, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<RoomMember>>(async connection => [.. (await connection.QueryAsync<MemberRow>(Command($"""
            SELECT {MemberRow.Columns} FROM room_members WHERE room_id = @room AND state = @state
              AND (joined_at > @sort OR (joined_at = @sort AND user_id > @id)) ORDER BY joined_at, user_id LIMIT @limit
            """, new { room = room.Value, state = state.Word(), sort = long.TryParse(after?.Sort, out var sort) ? sort : -1, id = after?.Id ?? "", limit }, null, cancellationToken)))
            .Select(row => row.ToMember())], cancellationToken);

    public Task PutAsync(RoomMember member, CancellationToken cancellationToken) => database.WriteAsync(async (connection, transaction) =>
    {
        await PutAsync(connection, transaction, member, Now, cancellationToken);
        return true;
    }, cancellationToken);

    public static Task PutAsync(DbConnection connection, DbTransaction transaction, RoomMember member, long now, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(Command("""
            INSERT INTO room_members (room_id, user_id, name, role, state, grant_id, granted, removed, muted_until, joined_at, seen_at)
            VALUES (@Room, @User, @Name, @Role, @State, @Grant, @Granted, @Removed, @MutedUntil, @Now, @Now)
            ON CONFLICT (room_id, user_id) DO UPDATE SET name = excluded.name, role = excluded.role, state = excluded.state, grant_id = excluded.grant_id,
              granted = excluded.granted, removed = excluded.removed, muted_until = excluded.muted_until, seen_at = excluded.seen_at
            """, new
        {
            Room = member.RoomId.Value,
            User = member.UserId.Value,
            member.Name,
            Role = member.Role.Word(),
            State = member.State.Word(),
            Grant = member.GrantId,
            Granted = MemberRow.Write(member.Granted),
            Removed = MemberRow.Write(member.Removed),
            MutedUntil = member.MutedUntil?.ToUnixTimeMilliseconds(),
            Now = now,
        }, transaction, cancellationToken));

    public Task SeenAsync(RoomId room, UserId user, string name, CancellationToken cancellationToken) =>
        database.WriteGuardedAsync((connection, transaction) => connection.ExecuteAsync(Command(
            "UPDATE room_members SET seen_at = @now, name = @name WHERE room_id = @room AND user_id = @user AND state = 'joined'",
            new { room = room.Value, user = user.Value, name, now = Now }, transaction, cancellationToken)), cancellationToken);

    /// <summary>Null when there is no such member, or it is the owner.</summary>
    public Task<RoomMember?> SetRoleAsync(RoomId room, UserId user, RoomRole role, CancellationToken cancellationToken) =>
        ChangeAsync("role = @role", new { room = room.Value, user = user.Value, role = role.Word() }, cancellationToken);

    public Task<RoomMember?> SetRightsAsync(
        RoomId room, UserId user, ImmutableHashSet<RoomRight> granted, ImmutableHashSet<RoomRight> removed, CancellationToken cancellationToken) =>
        ChangeAsync("granted = @granted, removed = @removed", new
        {
            room = room.Value,
            user = user.Value,
            granted = MemberRow.Write(granted),
            removed = MemberRow.Write(removed),
        }, cancellationToken);

    /// <param name="until">Null: may speak again.</param>
    public Task<RoomMember?> MuteAsync(RoomId room, UserId user, DateTimeOffset? until, CancellationToken cancellationToken) =>
        ChangeAsync("muted_until = @until", new { room = room.Value, user = user.Value, until = until?.ToUnixTimeMilliseconds() }, cancellationToken);

    public Task<RoomMember?> AdmitAsync(RoomId room, UserId user, CancellationToken cancellationToken) => database.WriteAsync(async (connection, transaction) =>
        (await connection.QuerySingleOrDefaultAsync<MemberRow>(Command(
            $"UPDATE room_members SET state = 'joined' WHERE room_id = @room AND user_id = @user AND state = 'waiting' RETURNING {MemberRow.Columns}",
            new { room = room.Value, user = user.Value }, transaction, cancellationToken)))?.ToMember(), cancellationToken);

    /// <summary>Kicked, denied, or left. Null when there was none.</summary>
    public async Task<RoomMember?> RemoveAsync(RoomId room, UserId user, CancellationToken cancellationToken)
    {
        var removed = await database.WriteAsync((connection, transaction) => RemoveAsync(connection, transaction, room, user, Now, cancellationToken), cancellationToken);
        if (removed is not null)
            grants.Revoked(removed.GrantId);
        return removed;
    }

    internal static async Task<RoomMember?> RemoveAsync(
        DbConnection connection, DbTransaction transaction, RoomId room, UserId user, long now, CancellationToken cancellationToken)
    {
        var row = await connection.QuerySingleOrDefaultAsync<MemberRow>(Command($"""
            UPDATE room_members SET state = 'removed', role = CASE WHEN role = 'admin' THEN 'member' ELSE role END
            WHERE room_id = @room AND user_id = @user AND state <> 'removed' AND role <> 'owner' RETURNING {MemberRow.Columns}
            """, new { room = room.Value, user = user.Value }, transaction, cancellationToken));
        if (row is not null)
            await GrantStore.WriteAsync(connection, transaction, row.GrantId, now, cancellationToken);
        return row?.ToMember();
    }

    internal static async Task RemoveAllAsync(DbConnection connection, DbTransaction transaction, RoomId room, long now, CancellationToken cancellationToken)
    {
        var ids = await connection.QueryAsync<string>(Command(
            "UPDATE room_members SET state = 'removed' WHERE room_id = @room AND state <> 'removed' RETURNING grant_id", new { room = room.Value }, transaction, cancellationToken));
        foreach (var id in ids)
            await GrantStore.WriteAsync(connection, transaction, id, now, cancellationToken);
    }

    /// <summary>The room is another's; who had it is an administrator of it. False when that one is no member with an account.</summary>
    public Task<bool> TransferAsync(RoomId room, UserId from, UserId to, CancellationToken cancellationToken) => database.WriteAsync(async (connection, transaction) =>
    {
        var values = new { room = room.Value, from = from.Value, to = to.Value };
        if (await connection.ExecuteAsync(Command("""
            UPDATE room_members SET role = 'owner' WHERE room_id = @room AND user_id = @to AND state = 'joined' AND role <> 'guest'
              AND EXISTS (SELECT 1 FROM rooms WHERE id = @room AND owner_id = @from AND closed_at IS NULL)
            """, values, transaction, cancellationToken)) == 0)
            return false;
        await connection.ExecuteAsync(Command("UPDATE room_members SET role = 'admin' WHERE room_id = @room AND user_id = @from AND user_id <> @to", values, transaction, cancellationToken));
        await connection.ExecuteAsync(Command("UPDATE rooms SET owner_id = @to WHERE id = @room", values, transaction, cancellationToken));
        return true;
    }, cancellationToken);

    private Task<RoomMember?> ChangeAsync(string set, object values, CancellationToken cancellationToken) =>
        database.WriteAsync(async (connection, transaction) => (await connection.QuerySingleOrDefaultAsync<MemberRow>(Command(
            $"UPDATE room_members SET {set} WHERE room_id = @room AND user_id = @user AND state = 'joined' AND role <> 'owner' RETURNING {MemberRow.Columns}",
            values, transaction, cancellationToken)))?.ToMember(), cancellationToken);

    private static CommandDefinition Command(string sql, object values, DbTransaction? transaction, CancellationToken cancellationToken) =>
        new(sql, values, transaction, cancellationToken: cancellationToken);
}
