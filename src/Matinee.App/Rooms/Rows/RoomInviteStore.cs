using System.Data.Common;
using Dapper;
using Matinee.App.Accounts;
using Matinee.App.Database;

namespace Matinee.App.Rooms.Rows;

/// <summary>The rows of <c>room_invites</c>. Of a code only its hash is kept.</summary>
internal sealed class RoomInviteStore(ICatalogueDatabase database, TimeProvider time)
{
    private const int Most = 500;

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    public async Task<(RoomInvite Invite, string Code)> AddAsync(
        RoomId room, UserId by, RoomRole role, int uses, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        var code = SecretToken.New("");
        var now = time.GetUtcNow();
        var invite = new RoomInvite(EntityIds.New<InviteId>(time), role, uses, now, now + lifetime);
        await database.WriteAsync((connection, transaction) => connection.ExecuteAsync(Command("""
            INSERT INTO room_invites (id, room_id, hash, role, uses_left, created_by, created_at, expires_at)
            VALUES (@id, @room, @hash, @role, @uses, @by, @now, @until)
            """, new
        {
            id = invite.Id.Value,
            room = room.Value,
            hash = SecretToken.Hash(code),
            role = role.Word(),
            uses,
            by = by.Value,
            now = now.ToUnixTimeMilliseconds(),
            until = invite.ExpiresAt.ToUnixTimeMilliseconds(),
        }, transaction, cancellationToken)), cancellationToken);
        return (invite, code);
    }

    public Task<IReadOnlyList<RoomInvite>> ListAsync(RoomId room, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<RoomInvite>>(async connection => [.. (await connection.QueryAsync<Row>(Command("""
            SELECT id AS Id, role AS Role, uses_left AS UsesLeft, created_at AS CreatedAt, expires_at AS ExpiresAt FROM room_invites
            WHERE room_id = @room AND uses_left > 0 AND expires_at > @now ORDER BY created_at DESC LIMIT @most
            """, new { room = room.Value, now = Now, most = Most }, null, cancellationToken))).Select(row => row.ToInvite())], cancellationToken);

    public Task<bool> DeleteAsync(RoomId room, InviteId id, CancellationToken cancellationToken) => database.WriteAsync(async (connection, transaction) =>
        await connection.ExecuteAsync(Command(
            "DELETE FROM room_invites WHERE room_id = @room AND id = @id", new { room = room.Value, id = id.Value }, transaction, cancellationToken)) > 0, cancellationToken);

    /// <summary>The role that the code gives, and one use of it less; null when it is not good for this room (any more).</summary>
    public Task<RoomRole?> UseAsync(RoomId room, string code, CancellationToken cancellationToken) => database.WriteAsync(async (connection, transaction) =>
        await connection.QuerySingleOrDefaultAsync<string>(Command(
            "UPDATE room_invites SET uses_left = uses_left - 1 WHERE room_id = @room AND hash = @hash AND uses_left > 0 AND expires_at > @now RETURNING role",
            new { room = room.Value, hash = SecretToken.Hash(code), now = Now }, transaction, cancellationToken)) is { } role ? RoomWords.Read<RoomRole>(role) : (RoomRole?)null,
        cancellationToken);

    private static CommandDefinition Command(string sql, object values, DbTransaction? transaction, CancellationToken cancellationToken) =>
        new(sql, values, transaction, cancellationToken: cancellationToken);

    private sealed class Row
    {
        public string Id { get; set; } = "";

        public string Role { get; set; } = "";

        public long UsesLeft { get; set; }

        public long CreatedAt { get; set; }

        public long ExpiresAt { get; set; }

        public RoomInvite ToInvite() => new(
            new(Id), RoomWords.Read<RoomRole>(Role), (int)UsesLeft, DateTimeOffset.FromUnixTimeMilliseconds(CreatedAt), DateTimeOffset.FromUnixTimeMilliseconds(ExpiresAt));
    }
}
