using System.Data.Common;
using Dapper;
using Matinee.App.Accounts;
using Matinee.App.Database;
using Matinee.App.Playback;

namespace Matinee.App.Rooms.Rows;

/// <summary>The rows of <c>room_bans</c>.</summary>
internal sealed class BanStore(ICatalogueDatabase database, GrantStore grants, TimeProvider time)
{
    private const int Most = 1000;

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Out, and not in again. The owner cannot be banned: false.</summary>
    public async Task<bool> AddAsync(RoomId room, RoomBan ban, CancellationToken cancellationToken)
    {
        var grant = "";
        var added = await database.WriteAsync(async (connection, transaction) =>
        {
            grant = "";
            if (await connection.ExecuteScalarAsync<long>(Command(
                "SELECT COUNT(*) FROM rooms WHERE id = @room AND owner_id = @user", new { room = room.Value, user = ban.UserId.Value }, transaction, cancellationToken)) > 0)
                return false;
            grant = (await MemberStore.RemoveAsync(connection, transaction, room, ban.UserId, Now, cancellationToken))?.GrantId ?? "";
            await connection.ExecuteAsync(Command("""
                INSERT INTO room_bans (room_id, user_id, name, reason, by_id, created_at, expires_at) VALUES (@room, @user, @name, @reason, @by, @now, @until)
                ON CONFLICT (room_id, user_id) DO UPDATE SET reason = excluded.reason, by_id = excluded.by_id, created_at = excluded.created_at, expires_at = excluded.expires_at
                """, new
            {
                room = room.Value,
                user = ban.UserId.Value,
                name = ban.Name,
                reason = ban.Reason,
                by = ban.ById.Value,
                now = Now,
                until = ban.ExpiresAt?.ToUnixTimeMilliseconds(),
            }, transaction, cancellationToken));
            return true;
        }, cancellationToken);
        if (grant.Length > 0)
            grants.Revoked(grant);
        return added;
    }

    public Task<bool> RemoveAsync(RoomId room, UserId user, CancellationToken cancellationToken) => database.WriteAsync(async (connection, transaction) =>
        await connection.ExecuteAsync(Command(
            "DELETE FROM room_bans WHERE room_id = @room AND user_id = @user", new { room = room.Value, user = user.Value }, transaction, cancellationToken)) > 0, cancellationToken);

    public Task<bool> IsBannedAsync(RoomId room, UserId user, CancellationToken cancellationToken) => database.ReadAsync(async connection =>
        await connection.ExecuteScalarAsync<long>(Command(
            "SELECT COUNT(*) FROM room_bans WHERE room_id = @room AND user_id = @user AND (expires_at IS NULL OR expires_at > @now)",
            new { room = room.Value, user = user.Value, now = Now }, null, cancellationToken)) > 0, cancellationToken);

    public Task<IReadOnlyList<RoomBan>> ListAsync(RoomId room, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<RoomBan>>(async connection => [.. (await connection.QueryAsync<Row>(Command("""
            SELECT user_id AS UserId, name AS Name, reason AS Reason, by_id AS ById, created_at AS CreatedAt, expires_at AS ExpiresAt FROM room_bans
            WHERE room_id = @room AND (expires_at IS NULL OR expires_at > @now) ORDER BY created_at DESC LIMIT @most
            """, new { room = room.Value, now = Now, most = Most }, null, cancellationToken))).Select(row => row.ToBan())], cancellationToken);

    private static CommandDefinition Command(string sql, object values, DbTransaction? transaction, CancellationToken cancellationToken) =>
        new(sql, values, transaction, cancellationToken: cancellationToken);

    private sealed class Row
    {
        public string UserId { get; set; } = "";

        public string Name { get; set; } = "";

        public string Reason { get; set; } = "";

        public string ById { get; set; } = "";

        public long CreatedAt { get; set; }

        public long? ExpiresAt { get; set; }

        public RoomBan ToBan() => new(
            new(UserId), Name, Reason, new(ById), DateTimeOffset.FromUnixTimeMilliseconds(CreatedAt),
            ExpiresAt is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null);
    }
}
