using System.Globalization;
using Dapper;
using Matinee.App.Database;
using Matinee.App.Http;

namespace Matinee.App.Moderation;

/// <summary>The rows of <c>reports</c>.</summary>
internal sealed class ReportStore(ICatalogueDatabase database, TimeProvider time)
{
    private const string Columns = """
        id AS Id, room_id AS Room, message_id AS MessageId, target_id AS TargetId, target_name AS TargetName, text AS Text, reason AS Reason, by_id AS ById,
        by_name AS ByName, state AS State, decided_by AS DecidedBy, created_at AS CreatedAt, decided_at AS DecidedAt
        """;

    public Task AddAsync(AbuseReport report, CancellationToken cancellationToken) => database.WriteAsync((connection, transaction) => connection.ExecuteAsync(new CommandDefinition("""
        INSERT INTO reports (id, room_id, message_id, target_id, target_name, text, reason, by_id, by_name, state, created_at)
        VALUES (@Id, @Room, @MessageId, @TargetId, @TargetName, @Text, @Reason, @ById, @ByName, 'open', @At)
        """, new
    {
        Id = report.Id.Value, report.Room, report.MessageId, report.TargetId, report.TargetName, report.Text, report.Reason, report.ById, report.ByName,
        At = report.CreatedAt.ToUnixTimeMilliseconds(),
    }, transaction, cancellationToken: cancellationToken)), cancellationToken);

    /// <summary>The newest first.</summary>
    public Task<IReadOnlyList<AbuseReport>> ListAsync(ReportState? state, PageCursor? before, int limit, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<AbuseReport>>(async connection => [.. (await connection.QueryAsync<Row>(new CommandDefinition($"""
            SELECT {Columns} FROM reports WHERE (@state = '' OR state = @state) {(before is null ? "" : "AND (created_at < @sort OR (created_at = @sort AND id < @id))")}
            ORDER BY created_at DESC, id DESC LIMIT @limit
            """, new
        {
            state = Word(state),
            sort = long.TryParse(before?.Sort, CultureInfo.InvariantCulture, out var sort) ? sort : 0,
            id = before?.Id,
            limit,
        }, cancellationToken: cancellationToken))).Select(row => row.ToReport())], cancellationToken);

    /// <summary>Null when there is none.</summary>
    public Task<AbuseReport?> DecideAsync(ReportId id, ReportState state, string by, CancellationToken cancellationToken) => database.WriteAsync(async (connection, transaction) =>
    {
        await connection.ExecuteAsync(new CommandDefinition(
            "UPDATE reports SET state = @state, decided_by = @by, decided_at = @now WHERE id = @id",
            new { id = id.Value, state = Word(state), by, now = time.GetUtcNow().ToUnixTimeMilliseconds() }, transaction, cancellationToken: cancellationToken));
        return (await connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition(
            $"SELECT {Columns} FROM reports WHERE id = @id", new { id = id.Value }, transaction, cancellationToken: cancellationToken)))?.ToReport();
    }, cancellationToken);

    private static string Word(ReportState? state) => state?.ToString().ToLowerInvariant() ?? "";

    private sealed class Row
    {
        public string Id { get; set; } = "";

        public string Room { get; set; } = "";

        public string? MessageId { get; set; }

        public string? TargetId { get; set; }

        public string? TargetName { get; set; }

        public string? Text { get; set; }

        public string Reason { get; set; } = "";

        public string ById { get; set; } = "";

        public string ByName { get; set; } = "";

        public string State { get; set; } = "";

        public string? DecidedBy { get; set; }

        public long CreatedAt { get; set; }

        public long? DecidedAt { get; set; }

        public AbuseReport ToReport() => new(
            ReportId.From(Id), Room, MessageId, TargetId, TargetName, Text, Reason, ById, ByName, Enum.Parse<ReportState>(State, ignoreCase: true), DecidedBy,
            DateTimeOffset.FromUnixTimeMilliseconds(CreatedAt), DecidedAt is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null);
    }
}
