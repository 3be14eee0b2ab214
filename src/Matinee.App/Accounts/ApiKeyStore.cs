using Dapper;
using Matinee.App.Database;

namespace Matinee.App.Accounts;

/// <summary>Queries over <c>api_keys</c>.</summary>
internal sealed class ApiKeyStore(ICatalogueDatabase database, TimeProvider time)
{
    public const string Prefix = "mk_";

    /// <summary>More than anyone names on purpose.</summary>
    public const int MostPerUser = 50;

    private const int ShownLength = 9;

    /// <summary>How exact "last used" is: a write per call would make the key the busiest row.</summary>
    private static readonly TimeSpan LastUsedStep = TimeSpan.FromMinutes(1);

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Null when the user has as many as there may be.</summary>
    public Task<(ApiKey Key, string Secret)?> AddAsync(UserId user, string name, DateTimeOffset? expiresAt, CancellationToken cancellationToken)
    {
        var secret = SecretToken.New(Prefix);
        var key = new ApiKey(EntityIds.New<ApiKeyId>(time), name, secret[..ShownLength], DateTimeOffset.FromUnixTimeMilliseconds(Now), null, expiresAt);
        return database.WriteAsync(async (connection, transaction) => await connection.ExecuteAsync(
            """
            INSERT INTO api_keys (id, user_id, name, prefix, hash, created_at, expires_at)
            SELECT @Id, @User, @Name, @Prefix, @Hash, @Now, @ExpiresAt WHERE (SELECT COUNT(*) FROM api_keys WHERE user_id = @User) < @Most
            """,
            new
            {
                Id = key.Id.Value,
                User = user.Value,
                Name = name,
                key.Prefix,
                Hash = SecretToken.Hash(secret),
                Now,
                ExpiresAt = expiresAt?.ToUnixTimeMilliseconds(),
                Most = MostPerUser,
            }, transaction) == 1 ? ((ApiKey, string)?)(key, secret) : null, cancellationToken);
    }

    public async Task<IReadOnlyList<ApiKey>> ListAsync(UserId user, CancellationToken cancellationToken)
    {
        var rows = await database.ReadAsync(connection => connection.QueryAsync<Row>(
            """
            SELECT id AS Id, name AS Name, prefix AS Prefix, created_at AS CreatedAt, last_used_at AS LastUsedAt, expires_at AS ExpiresAt
            FROM api_keys WHERE user_id = @User ORDER BY id DESC
            """, new { User = user.Value }), cancellationToken);
        return [.. rows.Select(row => row.ToKey())];
    }

    public Task<bool> DeleteAsync(UserId user, ApiKeyId id, CancellationToken cancellationToken) =>
        database.WriteAsync(async (connection, transaction) => await connection.ExecuteAsync(
            "DELETE FROM api_keys WHERE id = @Id AND user_id = @User", new { Id = id.Value, User = user.Value }, transaction) == 1, cancellationToken);

    public async Task<SessionIdentity?> FindIdentityAsync(string hash, CancellationToken cancellationToken)
    {
        var row = await database.ReadAsync(connection => connection.QuerySingleOrDefaultAsync<IdentityRow>(
            """
            SELECT k.id AS Id, k.last_used_at AS LastUsedAt, k.expires_at AS ExpiresAt, u.id AS UserId, u.name AS Name, u.role AS Role
            FROM api_keys k JOIN users u ON u.id = k.user_id
            WHERE k.hash = @Hash AND (k.expires_at IS NULL OR k.expires_at > @Now) AND u.state = 'active'
            """, new { Hash = hash, Now }), cancellationToken);
        if (row is null)
            return null;
        if (row.LastUsedAt is null || Now - row.LastUsedAt >= LastUsedStep.TotalMilliseconds)
        {
            await database.WriteGuardedAsync((connection, transaction) => connection.ExecuteAsync(
                "UPDATE api_keys SET last_used_at = @Now WHERE id = @Id", new { row.Id, Now }, transaction), cancellationToken);
        }
        return new(new(row.UserId), row.Name, AccountTexts.RoleOf(row.Role), null, At(row.ExpiresAt));
    }

    private static DateTimeOffset? At(long? milliseconds) => milliseconds is { } ms ? DateTimeOffset.FromUnixTimeMilliseconds(ms) : null;

    private sealed class IdentityRow
    {
        public string Id { get; set; } = "";

        public long? LastUsedAt { get; set; }

        public long? ExpiresAt { get; set; }

        public string UserId { get; set; } = "";

        public string Name { get; set; } = "";

        public string Role { get; set; } = "";
    }

    private sealed class Row
    {
        public string Id { get; set; } = "";

        public string Name { get; set; } = "";

        public string Prefix { get; set; } = "";

        public long CreatedAt { get; set; }

        public long? LastUsedAt { get; set; }

        public long? ExpiresAt { get; set; }

        public ApiKey ToKey() => new(new(Id), Name, Prefix, DateTimeOffset.FromUnixTimeMilliseconds(CreatedAt), At(LastUsedAt), At(ExpiresAt));
    }
}
