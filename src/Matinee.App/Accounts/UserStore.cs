using System.Data.Common;
using Dapper;
using Matinee.App.Database;
using Matinee.App.Http;

namespace Matinee.App.Accounts;

/// <summary>Queries over <c>users</c>.</summary>
internal sealed class UserStore(ICatalogueDatabase database, TimeProvider time)
{
    private const string Columns =
        """
        id AS Id, email AS Email, name AS Name, role AS Role, state AS State, password_hash AS PasswordHash,
        must_change_password AS MustChangePassword, quota_bytes AS QuotaBytes, created_at AS CreatedAt, last_signed_in_at AS LastSignedInAt
        """;

    public Task<SiteUser?> FindAsync(UserId id, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => One(connection, "id = @Value AND state <> 'deleted'", id.Value), cancellationToken);

    public Task<SiteUser?> FindByEmailAsync(EmailAddress email, CancellationToken cancellationToken) =>
        database.ReadAsync(connection => One(connection, "email_key = @Value", email.Key), cancellationToken);

    public async Task<IReadOnlyList<SiteUser>> ListAsync(string? query, PageCursor? after, int rows, CancellationToken cancellationToken)
    {
        var like = string.IsNullOrWhiteSpace(query) ? null : $"%{Escape(query.Trim().ToLowerInvariant())}%";
        var found = await database.ReadAsync(connection => connection.QueryAsync<Row>(
            $"""
            SELECT {Columns} FROM users
            WHERE state <> 'deleted' AND (@After = '' OR id < @After) AND (@Like = '' OR lower(name) LIKE @Like ESCAPE '!' OR email_key LIKE @Like ESCAPE '!')
            ORDER BY id DESC LIMIT @Rows
            """, new { After = after?.Id ?? "", Like = like ?? "", Rows = rows }), cancellationToken);
        return [.. found.Select(row => row.ToUser())];
    }

    /// <summary>Null when the email is taken.</summary>
    public static async Task<SiteUser?> AddAsync(DbConnection connection, DbTransaction transaction, NewUser user, TimeProvider time)
    {
        var now = time.GetUtcNow();
        var id = EntityIds.New<UserId>(time);
        var added = await connection.ExecuteAsync(
            """
            INSERT INTO users (id, email, email_key, name, role, state, password_hash, must_change_password, created_at, updated_at)
            VALUES (@Id, @Email, @EmailKey, @Name, @Role, 'active', @PasswordHash, @MustChange, @Now, @Now)
            ON CONFLICT (email_key) DO NOTHING
            """,
            new
            {
                Id = id.Value,
                Email = user.Email.Text,
                EmailKey = user.Email.Key,
                user.Name,
                Role = user.Role.ToText(),
                user.PasswordHash,
                MustChange = user.MustChangePassword ? 1 : 0,
                Now = now.ToUnixTimeMilliseconds(),
            }, transaction);
        return added == 0 ? null : new(id, user.Email.Text, user.Name, user.Role, UserState.Active, user.PasswordHash, user.MustChangePassword, null, now, null);
    }

    public Task<SiteUser?> AddAsync(NewUser user, CancellationToken cancellationToken) =>
        database.WriteAsync((connection, transaction) => AddAsync(connection, transaction, user, time), cancellationToken);

    /// <summary>Applies what is set. Null when the user is gone or would leave the site without an administrator.</summary>
    public Task<SiteUser?> PatchAsync(UserId id, UserPatch patch, CancellationToken cancellationToken) => database.WriteAsync(async (connection, transaction) =>
    {
        var losesAdmin = patch.Role is Role.Member || patch.State is UserState.Disabled;
        var changed = await connection.ExecuteAsync(
            $"""
            UPDATE users SET name = COALESCE(@Name, name), role = COALESCE(@Role, role), state = COALESCE(@State, state),
                quota_bytes = CASE WHEN @SetQuota = 1 THEN @Quota ELSE quota_bytes END, updated_at = @Now
            WHERE id = @Id AND state <> 'deleted' {(losesAdmin ? KeepsAdministrator : "")}
            """,
            new
            {
                Id = id.Value,
                patch.Name,
                Role = patch.Role?.ToText(),
                State = patch.State?.ToText(),
                SetQuota = patch.Quota is null ? 0 : 1,
                Quota = patch.Quota?.Bytes,
                Now = Now,
            }, transaction);
        return changed == 0 ? null : await One(connection, "id = @Value", id.Value, transaction);
    }, cancellationToken);

    public Task SetPasswordAsync(UserId id, string hash, bool mustChange, CancellationToken cancellationToken) =>
        database.WriteAsync((connection, transaction) => connection.ExecuteAsync(
            "UPDATE users SET password_hash = @Hash, must_change_password = @MustChange, updated_at = @Now WHERE id = @Id",
            new { Id = id.Value, Hash = hash, MustChange = mustChange ? 1 : 0, Now }, transaction), cancellationToken);

    /// <summary>False when the email is taken.</summary>
    public Task<bool> SetEmailAsync(UserId id, EmailAddress email, CancellationToken cancellationToken) =>
        database.WriteAsync(async (connection, transaction) => await connection.ExecuteAsync(
            """
            UPDATE users SET email = @Email, email_key = @Key, updated_at = @Now
            WHERE id = @Id AND NOT EXISTS (SELECT 1 FROM users other WHERE other.email_key = @Key AND other.id <> @Id)
            """, new { Id = id.Value, Email = email.Text, email.Key, Now }, transaction) == 1, cancellationToken);

    /// <summary>Empties the row of everything personal. False when it is gone, or the last administrator's.</summary>
    public Task<bool> DeleteAsync(UserId id, CancellationToken cancellationToken) => database.WriteAsync(async (connection, transaction) =>
    {
        var deleted = await connection.ExecuteAsync(
            $"""
            UPDATE users SET state = 'deleted', email = '', email_key = 'deleted:' || id, name = 'Deleted user', role = 'member', password_hash = '', updated_at = @Now
            WHERE id = @Id AND state <> 'deleted' {KeepsAdministrator}
            """, new { Id = id.Value, Now }, transaction);
        if (deleted == 1)
            await connection.ExecuteAsync("DELETE FROM api_keys WHERE user_id = @Id", new { Id = id.Value }, transaction);
        return deleted == 1;
    }, cancellationToken);

    /// <summary>Adds the account when there is none at all; null when there is one.</summary>
    public Task<SiteUser?> AddFirstAsync(NewUser user, CancellationToken cancellationToken) => database.WriteAsync(async (connection, transaction) =>
        await connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM users", transaction: transaction) > 0
            ? null
            : await AddAsync(connection, transaction, user, time), cancellationToken);

    public Task<bool> AnyAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(async connection => await connection.ExecuteScalarAsync<long>("SELECT COUNT(*) FROM users") > 0, cancellationToken);

    private const string KeepsAdministrator =
        "AND (role <> 'admin' OR EXISTS (SELECT 1 FROM users other WHERE other.role = 'admin' AND other.state = 'active' AND other.id <> users.id))";

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    private static string Escape(string text) => text.Replace("!", "!!", StringComparison.Ordinal).Replace("%", "!%", StringComparison.Ordinal).Replace("_", "!_", StringComparison.Ordinal);

    private static async Task<SiteUser?> One(DbConnection connection, string where, string value, DbTransaction? transaction = null) =>
        (await connection.QuerySingleOrDefaultAsync<Row>($"SELECT {Columns} FROM users WHERE {where}", new { Value = value }, transaction))?.ToUser();

    private sealed class Row
    {
        public string Id { get; set; } = "";

        public string Email { get; set; } = "";

        public string Name { get; set; } = "";

        public string Role { get; set; } = "";

        public string State { get; set; } = "";

        public string PasswordHash { get; set; } = "";

        public long MustChangePassword { get; set; }

        public long? QuotaBytes { get; set; }

        public long CreatedAt { get; set; }

        public long? LastSignedInAt { get; set; }

        public SiteUser ToUser() => new(
            new(Id), Email, Name, AccountTexts.RoleOf(Role), AccountTexts.StateOf(State), PasswordHash, MustChangePassword != 0, QuotaBytes,
            DateTimeOffset.FromUnixTimeMilliseconds(CreatedAt), LastSignedInAt is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null);
    }
}

internal sealed record NewUser(EmailAddress Email, string Name, Role Role, string PasswordHash, bool MustChangePassword = false);

/// <summary>What changes; null leaves a value as it is.</summary>
internal sealed record UserPatch(string? Name = null, Role? Role = null, UserState? State = null, Quota? Quota = null);

/// <param name="Bytes">Null: the site's default again.</param>
internal sealed record Quota(long? Bytes);
