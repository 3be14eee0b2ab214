using System.Data.Common;
using Dapper;
using Matinee.App.Database;

namespace Matinee.App.Accounts;

/// <summary>Queries over <c>sessions</c> and <c>revocations</c>.</summary>
internal sealed class SessionStore(ICatalogueDatabase database, TimeProvider time)
{
    private const int ClientLength = 200;

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    public static async Task<SessionId> AddAsync(
        DbConnection connection, DbTransaction transaction, UserId user, SessionKind kind, string client, TimeSpan lifetime, TimeProvider time)
    {
        var id = EntityIds.New<SessionId>(time);
        var now = time.GetUtcNow();
        await connection.ExecuteAsync(
            """
            INSERT INTO sessions (id, user_id, kind, client, created_at, last_used_at, expires_at) VALUES (@Id, @User, @Kind, @Client, @Now, @Now, @ExpiresAt);
            UPDATE users SET last_signed_in_at = @Now WHERE id = @User
            """,
            new
            {
                Id = id.Value,
                User = user.Value,
                Kind = kind == SessionKind.Page ? "page" : "api",
                Client = client.Length > ClientLength ? client[..ClientLength] : client,
                Now = now.ToUnixTimeMilliseconds(),
                ExpiresAt = (now + lifetime).ToUnixTimeMilliseconds(),
            }, transaction);
        return id;
    }

    public Task<SessionId> AddAsync(UserId user, SessionKind kind, string client, TimeSpan lifetime, CancellationToken cancellationToken) =>
        database.WriteAsync((connection, transaction) => AddAsync(connection, transaction, user, kind, client, lifetime, time), cancellationToken);

    /// <summary>The session's bearer, while neither the session nor its user has ended.</summary>
    public async Task<SessionIdentity?> FindIdentityAsync(SessionId id, CancellationToken cancellationToken)
    {
        var row = await database.ReadAsync(connection => connection.QuerySingleOrDefaultAsync<IdentityRow>(
            """
            SELECT u.id AS UserId, u.name AS Name, u.role AS Role, s.expires_at AS ExpiresAt FROM sessions s JOIN users u ON u.id = s.user_id
            WHERE s.id = @Id AND s.revoked_at IS NULL AND s.expires_at > @Now AND u.state = 'active'
            """, new { Id = id.Value, Now }), cancellationToken);
        return row is null ? null : new(new(row.UserId), row.Name, AccountTexts.RoleOf(row.Role), id, DateTimeOffset.FromUnixTimeMilliseconds(row.ExpiresAt));
    }

    public async Task<IReadOnlyList<Session>> ListAsync(UserId user, CancellationToken cancellationToken)
    {
        var rows = await database.ReadAsync(connection => connection.QueryAsync<Row>(
            """
            SELECT id AS Id, kind AS Kind, client AS Client, created_at AS CreatedAt, last_used_at AS LastUsedAt, expires_at AS ExpiresAt FROM sessions
            WHERE user_id = @User AND revoked_at IS NULL AND expires_at > @Now ORDER BY last_used_at DESC LIMIT 200
            """, new { User = user.Value, Now }), cancellationToken);
        return [.. rows.Select(row => row.ToSession())];
    }

    public Task TouchAsync(SessionId id, TimeSpan lifetime, CancellationToken cancellationToken) =>
        database.WriteGuardedAsync((connection, transaction) => connection.ExecuteAsync(
            "UPDATE sessions SET last_used_at = @Now, expires_at = @ExpiresAt WHERE id = @Id AND revoked_at IS NULL",
            new { Id = id.Value, Now, ExpiresAt = Now + (long)lifetime.TotalMilliseconds }, transaction), cancellationToken);

    /// <summary>Ends one session of a user; false when there is none such.</summary>
    public Task<bool> RevokeAsync(UserId user, SessionId id, string reason, CancellationToken cancellationToken) =>
        database.WriteAsync(async (connection, transaction) => await connection.ExecuteAsync(
            "UPDATE sessions SET revoked_at = @Now, revoked_reason = @Reason WHERE id = @Id AND user_id = @User AND revoked_at IS NULL",
            new { Id = id.Value, User = user.Value, Reason = reason, Now }, transaction) == 1, cancellationToken);

    public Task RevokeAllAsync(UserId user, SessionId? except, string reason, CancellationToken cancellationToken) =>
        database.WriteAsync((connection, transaction) => connection.ExecuteAsync(
            "UPDATE sessions SET revoked_at = @Now, revoked_reason = @Reason WHERE user_id = @User AND id <> @Except AND revoked_at IS NULL",
            new { User = user.Value, Except = except?.Value ?? "", Reason = reason, Now }, transaction), cancellationToken);

    public Task<bool> IsRevokedAsync(UserId guest, CancellationToken cancellationToken) =>
        database.ReadAsync(async connection => await connection.ExecuteScalarAsync<long>(
            "SELECT COUNT(*) FROM revocations WHERE subject = @Subject", new { Subject = guest.Value }) > 0, cancellationToken);

    public Task RevokeGuestAsync(UserId guest, DateTimeOffset until, CancellationToken cancellationToken) =>
        database.WriteAsync((connection, transaction) => connection.ExecuteAsync(
            "INSERT INTO revocations (subject, expires_at) VALUES (@Subject, @Until) ON CONFLICT (subject) DO NOTHING",
            new { Subject = guest.Value, Until = until.ToUnixTimeMilliseconds() }, transaction), cancellationToken);

    /// <summary>Removes what nobody can use any more.</summary>
    public Task<int> SweepAsync(CancellationToken cancellationToken) => database.WriteAsync((connection, transaction) => connection.ExecuteAsync(
        """
        DELETE FROM sessions WHERE expires_at <= @Now OR revoked_at <= @Old;
        DELETE FROM refresh_tokens WHERE expires_at <= @Now;
        DELETE FROM invites WHERE expires_at <= @Old;
        DELETE FROM revocations WHERE expires_at <= @Now;
        DELETE FROM idempotency_keys WHERE expires_at <= @Now
        """, new { Now, Old = Now - (long)TimeSpan.FromDays(30).TotalMilliseconds }, transaction), cancellationToken);

    private sealed class IdentityRow
    {
        public string UserId { get; set; } = "";

        public string Name { get; set; } = "";

        public string Role { get; set; } = "";

        public long ExpiresAt { get; set; }
    }

    private sealed class Row
    {
        public string Id { get; set; } = "";

        public string Kind { get; set; } = "";

        public string Client { get; set; } = "";

        public long CreatedAt { get; set; }

        public long LastUsedAt { get; set; }

        public long ExpiresAt { get; set; }

        public Session ToSession() => new(
            new(Id), Kind == "page" ? SessionKind.Page : SessionKind.Api, Client, DateTimeOffset.FromUnixTimeMilliseconds(CreatedAt),
            DateTimeOffset.FromUnixTimeMilliseconds(LastUsedAt), DateTimeOffset.FromUnixTimeMilliseconds(ExpiresAt));
    }
}
