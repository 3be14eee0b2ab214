using System.Data.Common;
using Dapper;
using Matinee.App.Database;

namespace Matinee.App.Accounts;

/// <summary>Queries over <c>invites</c>.</summary>
internal sealed class InviteStore(ICatalogueDatabase database, TimeProvider time)
{
    private const string Columns = "id AS Id, role AS Role, email AS Email, note AS Note, uses_left AS UsesLeft, created_at AS CreatedAt, expires_at AS ExpiresAt";

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    public async Task<(Invite Invite, string Token)> AddAsync(UserId by, Role role, EmailAddress? email, string note, int uses, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        var token = SecretToken.New("");
        var now = time.GetUtcNow();
        var invite = new Invite(EntityIds.New<InviteId>(time), role, email?.Text, note, uses, now, now + lifetime);
        await database.WriteAsync((connection, transaction) => connection.ExecuteAsync(
            """
            INSERT INTO invites (id, hash, role, email, note, uses_left, created_by, created_at, expires_at)
            VALUES (@Id, @Hash, @Role, @Email, @Note, @Uses, @By, @Now, @ExpiresAt)
            """,
            new
            {
                Id = invite.Id.Value,
                Hash = SecretToken.Hash(token),
                Role = role.ToText(),
                invite.Email,
                Note = note,
                Uses = uses,
                By = by.Value,
                Now = now.ToUnixTimeMilliseconds(),
                ExpiresAt = invite.ExpiresAt.ToUnixTimeMilliseconds(),
            }, transaction), cancellationToken);
        return (invite, token);
    }

    public async Task<IReadOnlyList<Invite>> ListAsync(CancellationToken cancellationToken)
    {
        var rows = await database.ReadAsync(connection => connection.QueryAsync<Row>(
            $"SELECT {Columns} FROM invites WHERE uses_left > 0 AND expires_at > @Now ORDER BY id DESC LIMIT 500", new { Now }), cancellationToken);
        return [.. rows.Select(row => row.ToInvite())];
    }

    public Task<bool> DeleteAsync(InviteId id, CancellationToken cancellationToken) =>
        database.WriteAsync(async (connection, transaction) =>
            await connection.ExecuteAsync("DELETE FROM invites WHERE id = @Id", new { Id = id.Value }, transaction) == 1, cancellationToken);

    public Task<Invite?> FindAsync(string token, CancellationToken cancellationToken) =>
        database.ReadAsync(async connection => (await connection.QuerySingleOrDefaultAsync<Row>(
            $"SELECT {Columns} FROM invites WHERE hash = @Hash AND uses_left > 0 AND expires_at > @Now",
            new { Hash = SecretToken.Hash(token), Now }))?.ToInvite(), cancellationToken);

    /// <summary>Takes one use; false when somebody else took the last meanwhile.</summary>
    public static async Task<bool> UseAsync(DbConnection connection, DbTransaction transaction, InviteId id) =>
        await connection.ExecuteAsync("UPDATE invites SET uses_left = uses_left - 1 WHERE id = @Id AND uses_left > 0", new { Id = id.Value }, transaction) == 1;

    private sealed class Row
    {
        public string Id { get; set; } = "";

        public string Role { get; set; } = "";

        public string? Email { get; set; }

        public string Note { get; set; } = "";

        public long UsesLeft { get; set; }

        public long CreatedAt { get; set; }

        public long ExpiresAt { get; set; }

        public Invite ToInvite() => new(
            new(Id), AccountTexts.RoleOf(Role), Email, Note, (int)UsesLeft,
            DateTimeOffset.FromUnixTimeMilliseconds(CreatedAt), DateTimeOffset.FromUnixTimeMilliseconds(ExpiresAt));
    }
}
