using System.Data.Common;
using Dapper;
using Matinee.App.Database;
using Matinee.App.Http;
using Matinee.App.Rooms.State;

namespace Matinee.App.Rooms.Rows;

/// <summary>The rows of <c>room_messages</c>: the chat's durable home. Writing a message again, or an older form of it, changes nothing.</summary>
internal sealed class MessageStore(ICatalogueDatabase database)
{
    private const int SweptAtOnce = 5000;

    public Task PutAllAsync(IReadOnlyList<(RoomId Room, ChatMessage Message)> messages, CancellationToken cancellationToken) =>
        database.WriteGuardedAsync(async (connection, transaction) =>
        {
            // In one order everywhere, so that two nodes cannot wait for each other.
            foreach (var (room, message) in messages.OrderBy(m => m.Message.Id.Value, StringComparer.Ordinal).ThenBy(m => m.Message.ChangedAt))
            {
                await connection.ExecuteAsync(Command("""
                    INSERT INTO room_messages (id, room_id, user_id, user_name, text, text_key, sent_at, changed_at, reply_to, thread, edited_at, deleted, pinned, flagged, reactions)
                    VALUES (@Id, @Room, @User, @Name, @Text, @Key, @SentAt, @ChangedAt, @ReplyTo, @Thread, @EditedAt, @Deleted, @Pinned, @Flagged, @Reactions)
                    ON CONFLICT (id) DO UPDATE SET text = excluded.text, text_key = excluded.text_key, changed_at = excluded.changed_at, edited_at = excluded.edited_at,
                      deleted = excluded.deleted, pinned = excluded.pinned, flagged = excluded.flagged, reactions = excluded.reactions
                    WHERE room_messages.room_id = excluded.room_id AND room_messages.changed_at < excluded.changed_at
                    """, MessageRow.Write(room, message), transaction, cancellationToken));
            }

            return messages.Count;
        }, cancellationToken);

    public Task<ChatMessage?> FindAsync(RoomId room, CommandId id, CancellationToken cancellationToken) => database.ReadAsync(async connection =>
        (await connection.QuerySingleOrDefaultAsync<MessageRow>(Command(
            $"SELECT {MessageRow.Columns} FROM room_messages WHERE id = @id AND room_id = @room", new { id = id.Value, room = room.Value }, null, cancellationToken)))?.ToMessage(),
        cancellationToken);

    /// <summary>The newest first.</summary>
    /// <param name="text">Words that occur in it; null for all.</param>
    /// <param name="thread">Only those of one thread.</param>
    public Task<IReadOnlyList<ChatMessage>> ListAsync(
        RoomId room, PageCursor? before, string? text, CommandId? thread, int limit, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<ChatMessage>>(async connection =>
        {
            var search = string.IsNullOrWhiteSpace(text) ? "" : @"AND deleted = 0 AND text_key LIKE @text ESCAPE '\'";
            var inThread = thread is null ? "" : "AND (thread = @thread OR id = @thread)";
            var page = before is null ? "" : "AND (sent_at < @sort OR (sent_at = @sort AND id < @id))";
            return [.. (await connection.QueryAsync<MessageRow>(Command(
                $"SELECT {MessageRow.Columns} FROM room_messages WHERE room_id = @room {search} {inThread} {page} ORDER BY sent_at DESC, id DESC LIMIT @limit", new
                {
                    room = room.Value,
                    text = SearchKeys.Like(text),
                    thread = thread?.Value,
                    sort = before is { } cursor && double.TryParse(cursor.Sort, System.Globalization.CultureInfo.InvariantCulture, out var sort) ? sort : 0.0,
                    id = before?.Id,
                    limit,
                }, null, cancellationToken))).Select(row => row.ToMessage())];
        }, cancellationToken);

    public Task<ChatTail> TailAsync(RoomId room, CancellationToken cancellationToken) => database.ReadAsync(async connection =>
        new ChatTail([.. (await connection.QueryAsync<MessageRow>(Command(
            $"SELECT {MessageRow.Columns} FROM room_messages WHERE room_id = @room ORDER BY sent_at DESC, id DESC LIMIT @most",
            new { room = room.Value, most = ChatTail.Length }, null, cancellationToken))).Select(row => row.ToMessage()).Reverse()]), cancellationToken);

    /// <summary>Takes away what is too old, in portions. Pinned messages stay.</summary>
    /// <param name="before">Cluster time in ms.</param>
    /// <returns>How many went; call again while it is many.</returns>
    public Task<int> SweepAgeAsync(double before, CancellationToken cancellationToken) => database.WriteGuardedAsync((connection, transaction) => connection.ExecuteAsync(Command(
        "DELETE FROM room_messages WHERE id IN (SELECT id FROM room_messages WHERE sent_at < @before AND pinned = 0 ORDER BY sent_at LIMIT @portion)",
        new { before, portion = SweptAtOnce }, transaction, cancellationToken)), cancellationToken);

    /// <summary>Takes away the oldest of rooms that have more than so many.</summary>
    public async Task<int> SweepCountAsync(int most, CancellationToken cancellationToken)
    {
        var full = await database.ReadAsync(async connection => (await connection.QueryAsync<string>(Command(
            "SELECT room_id FROM room_messages GROUP BY room_id HAVING COUNT(*) > @most", new { most }, null, cancellationToken))).AsList(), cancellationToken);
        var swept = 0;
        foreach (var room in full)
        {
            swept += await database.WriteGuardedAsync((connection, transaction) => connection.ExecuteAsync(Command("""
                DELETE FROM room_messages WHERE id IN (
                  SELECT id FROM room_messages WHERE room_id = @room AND pinned = 0
                    AND sent_at < (SELECT sent_at FROM room_messages WHERE room_id = @room ORDER BY sent_at DESC, id DESC LIMIT 1 OFFSET @last)
                  ORDER BY sent_at LIMIT @portion)
                """, new { room, last = most - 1, portion = SweptAtOnce }, transaction, cancellationToken)), cancellationToken);
        }

        return swept;
    }

    private static CommandDefinition Command(string sql, object values, DbTransaction? transaction, CancellationToken cancellationToken) =>
        new(sql, values, transaction, cancellationToken: cancellationToken);
}
