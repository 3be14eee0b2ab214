using Dapper;
using Matinee.App.Accounts;
using Matinee.App.Database;

namespace Matinee.App.Rooms.Rows;

/// <param name="At">Cluster time in ms.</param>
internal sealed record DirectMessage(CommandId Id, UserId From, string FromName, UserId To, string Text, double At);

/// <summary>The rows of <c>direct_messages</c>.</summary>
internal sealed class DirectMessageStore(ICatalogueDatabase database)
{
    /// <summary>False when it is there already.</summary>
    public Task<bool> AddAsync(DirectMessage message, CancellationToken cancellationToken) => database.WriteGuardedAsync(async (connection, transaction) =>
        await connection.ExecuteAsync(new CommandDefinition("""
            INSERT INTO direct_messages (id, pair, from_id, from_name, to_id, text, sent_at) VALUES (@id, @pair, @from, @name, @to, @text, @at) ON CONFLICT (id) DO NOTHING
            """, new
        {
            id = message.Id.Value,
            pair = Pair(message.From, message.To),
            from = message.From.Value,
            name = message.FromName,
            to = message.To.Value,
            text = message.Text,
            at = message.At,
        }, transaction, cancellationToken: cancellationToken)) == 1, cancellationToken);

    /// <summary>Between two, the newest first.</summary>
    /// <param name="before">Cluster time in ms.</param>
    public Task<IReadOnlyList<DirectMessage>> ListAsync(UserId one, UserId other, double? before, int limit, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<DirectMessage>>(async connection => [.. (await connection.QueryAsync<Row>(new CommandDefinition("""
            SELECT id AS Id, from_id AS FromId, from_name AS FromName, to_id AS ToId, text AS Text, sent_at AS SentAt FROM direct_messages
            WHERE pair = @pair AND sent_at < @before ORDER BY sent_at DESC, id DESC LIMIT @limit
            """, new { pair = Pair(one, other), before = before ?? 1e18, limit }, cancellationToken: cancellationToken)))
            .Select(row => new DirectMessage(new(row.Id), new(row.FromId), row.FromName, new(row.ToId), row.Text, row.SentAt))], cancellationToken);

    public Task<int> SweepAsync(double before, CancellationToken cancellationToken) => database.WriteGuardedAsync((connection, transaction) => connection.ExecuteAsync(
        new CommandDefinition("DELETE FROM direct_messages WHERE sent_at < @before", new { before }, transaction, cancellationToken: cancellationToken)), cancellationToken);

    private static string Pair(UserId one, UserId other) =>
        string.CompareOrdinal(one.Value, other.Value) < 0 ? one.Value + other.Value : other.Value + one.Value;

    private sealed class Row
    {
        public string Id { get; set; } = "";

        public string FromId { get; set; } = "";

        public string FromName { get; set; } = "";

        public string ToId { get; set; } = "";

        public string Text { get; set; } = "";

        public double SentAt { get; set; }
    }
}
