using Dapper;
using Matinee.App.Database;

namespace Matinee.App.Accounts;

/// <summary>What other features may know of users.</summary>
public sealed class UserDirectory(ICatalogueDatabase database)
{
    private const int MostAtOnce = 500;

    /// <summary>Null when there is no such account; one that was deleted is found as "Deleted user".</summary>
    public async Task<UserSummary?> FindAsync(UserId id, CancellationToken cancellationToken) =>
        (await FindAllAsync([id], cancellationToken)).GetValueOrDefault(id);

    /// <summary>Those that exist, by id.</summary>
    public async Task<IReadOnlyDictionary<UserId, UserSummary>> FindAllAsync(IEnumerable<UserId> ids, CancellationToken cancellationToken)
    {
        var values = ids.Select(id => id.Value).Distinct(StringComparer.Ordinal).Take(MostAtOnce).ToArray();
        if (values.Length == 0)
            return new Dictionary<UserId, UserSummary>();
        var rows = await database.ReadAsync(connection => connection.QueryAsync<Row>(
            $"SELECT id AS Id, name AS Name, role AS Role, quota_bytes AS QuotaBytes FROM users WHERE id {database.Dialect.In("@Ids")}", new { Ids = values }), cancellationToken);
        return rows.ToDictionary(row => new UserId(row.Id), row => new UserSummary(new(row.Id), row.Name, AccountTexts.RoleOf(row.Role), row.QuotaBytes));
    }

    private sealed class Row
    {
        public string Id { get; set; } = "";

        public string Name { get; set; } = "";

        public string Role { get; set; } = "";

        public long? QuotaBytes { get; set; }
    }
}

/// <param name="QuotaBytes">Null: the site's default.</param>
public sealed record UserSummary(UserId Id, string Name, Role Role, long? QuotaBytes);
