using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using Matinee.App.Database;
using Matinee.App.Http;
using Microsoft.Extensions.Options;

namespace Matinee.App.Accounts;

/// <summary>
/// Rotating refresh tokens (RFC 9700 4.14.2). Each is used once and replaced; one that comes again means that two parties
/// hold it, so the whole family ends. The successor is HMAC(key, token): within the grace it can be told again without
/// having been stored.
/// </summary>
internal sealed class RefreshTokens(ICatalogueDatabase database, ClusterSecret secret, IOptions<AccountOptions> options, TimeProvider time)
{
    public const string Prefix = "mrt_";

    private readonly byte[] _key = secret.DeriveKey("refresh-token");

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Begins a family.</summary>
    public Task<(SessionId Session, string Token)> StartAsync(UserId user, string client, CancellationToken cancellationToken)
    {
        var token = SecretToken.New(Prefix);
        return database.WriteAsync(async (connection, transaction) =>
        {
            var lifetime = options.Value.RefreshTokenLifetime;
            var session = await SessionStore.AddAsync(connection, transaction, user, SessionKind.Api, client, lifetime, time);
            await connection.ExecuteAsync(Insert, new { Hash = SecretToken.Hash(token), Session = session.Value, Now, ExpiresAt = Now + (long)lifetime.TotalMilliseconds }, transaction);
            return (session, token);
        }, cancellationToken);
    }

    /// <param name="token">As the client sent it.</param>
    /// <param name="client">Hash of what identifies the client: only it has the grace.</param>
    public Task<RefreshOutcome> RotateAsync(string token, string client, CancellationToken cancellationToken)
    {
        var hash = SecretToken.Hash(token);
        var successor = Prefix + Base64Url.EncodeToString(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(token)));
        return database.WriteAsync<RefreshOutcome>(async (connection, transaction) =>
        {
            var row = await connection.QuerySingleOrDefaultAsync<Row>(
                """
                SELECT t.session_id AS SessionId, t.used_at AS UsedAt, t.used_by AS UsedBy, n.used_at AS SuccessorUsedAt
                FROM refresh_tokens t JOIN sessions s ON s.id = t.session_id JOIN users u ON u.id = s.user_id LEFT JOIN refresh_tokens n ON n.hash = @Successor
                WHERE t.hash = @Hash AND t.expires_at > @Now AND s.revoked_at IS NULL AND u.state = 'active'
                """, new { Hash = hash, Successor = SecretToken.Hash(successor), Now }, transaction);
            if (row is null)
                return new RefreshOutcome.Unknown();
            var session = new SessionId(row.SessionId);
            if (row.UsedAt is { } usedAt)
            {
                if (row.UsedBy == client && row.SuccessorUsedAt is null && Now - usedAt <= options.Value.RefreshGrace.TotalMilliseconds)
                    return new RefreshOutcome.Rotated(session, successor);
                await connection.ExecuteAsync(
                    "UPDATE sessions SET revoked_at = @Now, revoked_reason = 'replay' WHERE id = @Id", new { Id = session.Value, Now }, transaction);
                return new RefreshOutcome.Replayed(session);
            }
            var expiresAt = Now + (long)options.Value.RefreshTokenLifetime.TotalMilliseconds;
            await connection.ExecuteAsync(
                "UPDATE refresh_tokens SET used_at = @Now, used_by = @Client WHERE hash = @Hash", new { Hash = hash, Client = client, Now }, transaction);
            await connection.ExecuteAsync(Insert, new { Hash = SecretToken.Hash(successor), Session = session.Value, Now, ExpiresAt = expiresAt }, transaction);
            await connection.ExecuteAsync(
                "UPDATE sessions SET last_used_at = @Now, expires_at = @ExpiresAt WHERE id = @Id", new { Id = session.Value, Now, ExpiresAt = expiresAt }, transaction);
            return new RefreshOutcome.Rotated(session, successor);
        }, cancellationToken);
    }

    /// <summary>Ends the family a token belongs to. Unknown tokens are nothing to end.</summary>
    public Task<SessionId?> RevokeAsync(string token, CancellationToken cancellationToken) => database.WriteAsync(async (connection, transaction) =>
    {
        var id = await connection.ExecuteScalarAsync<string?>(
            "SELECT session_id FROM refresh_tokens WHERE hash = @Hash", new { Hash = SecretToken.Hash(token) }, transaction);
        if (id is null)
            return null;
        await connection.ExecuteAsync(
            "UPDATE sessions SET revoked_at = @Now, revoked_reason = 'signed out' WHERE id = @Id AND revoked_at IS NULL", new { Id = id, Now }, transaction);
        return (SessionId?)new SessionId(id);
    }, cancellationToken);

    private const string Insert = "INSERT INTO refresh_tokens (hash, session_id, created_at, expires_at) VALUES (@Hash, @Session, @Now, @ExpiresAt)";

    private sealed class Row
    {
        public string SessionId { get; set; } = "";

        public long? UsedAt { get; set; }

        public string? UsedBy { get; set; }

        public long? SuccessorUsedAt { get; set; }
    }
}

/// <summary>What became of a refresh token.</summary>
internal abstract record RefreshOutcome
{
    public sealed record Rotated(SessionId Session, string Token) : RefreshOutcome;

    /// <summary>Used before: the family has just been ended.</summary>
    public sealed record Replayed(SessionId Session) : RefreshOutcome;

    /// <summary>Never handed out, expired, or of a session that ended.</summary>
    public sealed record Unknown : RefreshOutcome;
}
