using System.Globalization;
using Dapper;
using Matinee.App.Database;
using Matinee.App.Http;

namespace Matinee.App.Moderation;

/// <summary>The rows of <c>audit_log</c>.</summary>
internal sealed class AuditStore(ICatalogueDatabase database)
{
    public Task AddAsync(AuditRecord record, CancellationToken cancellationToken) => database.WriteAsync((connection, transaction) => connection.ExecuteAsync(new CommandDefinition("""
        INSERT INTO audit_log (id, by_id, by_name, action, target, address, happened_at) VALUES (@Id, @ById, @ByName, @Action, @Target, @Address, @At)
        """, new { record.Id, record.ById, record.ByName, record.Action, record.Target, record.Address, At = record.At.ToUnixTimeMilliseconds() }, transaction, cancellationToken: cancellationToken)), cancellationToken);

    /// <summary>The newest first.</summary>
    public Task<IReadOnlyList<AuditRecord>> ListAsync(PageCursor? before, int limit, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<AuditRecord>>(async connection => [.. (await connection.QueryAsync<Row>(new CommandDefinition($"""
            SELECT id AS Id, by_id AS ById, by_name AS ByName, action AS Action, target AS Target, address AS Address, happened_at AS HappenedAt FROM audit_log
            {(before is null ? "" : "WHERE happened_at < @sort OR (happened_at = @sort AND id < @id)")} ORDER BY happened_at DESC, id DESC LIMIT @limit
            """, new
        {
            sort = long.TryParse(before?.Sort, CultureInfo.InvariantCulture, out var sort) ? sort : 0,
            id = before?.Id,
            limit,
        }, cancellationToken: cancellationToken))).Select(row => row.ToRecord())], cancellationToken);

    private sealed class Row
    {
        public string Id { get; set; } = "";

        public string ById { get; set; } = "";

        public string ByName { get; set; } = "";

        public string Action { get; set; } = "";

        public string Target { get; set; } = "";

        public string Address { get; set; } = "";

        public long HappenedAt { get; set; }

        public AuditRecord ToRecord() => new(Id, ById, ByName, Action, Target, Address, DateTimeOffset.FromUnixTimeMilliseconds(HappenedAt));
    }
}
