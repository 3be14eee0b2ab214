using Dapper;
using Matinee.App.Accounts;
using Matinee.App.Database;

namespace Matinee.App.Rooms.Rows;

/// <summary>The rows of <c>room_marks</c>: how far somebody has read. A mark never goes back.</summary>
internal sealed class MarkStore(ICatalogueDatabase database)
{
    public Task PutAsync(RoomId room, UserId user, CommandId message, double sentAt, CancellationToken cancellationToken) =>
        database.WriteGuardedAsync((connection, transaction) => connection.ExecuteAsync(new CommandDefinition("""
            INSERT INTO room_marks (room_id, user_id, message_id, sent_at) VALUES (@room, @user, @message, @sentAt)
            ON CONFLICT (room_id, user_id) DO UPDATE SET message_id = excluded.message_id, sent_at = excluded.sent_at WHERE room_marks.sent_at < excluded.sent_at
            """, new { room = room.Value, user = user.Value, message = message.Value, sentAt }, transaction, cancellationToken: cancellationToken)), cancellationToken);

    public Task<CommandId?> FindAsync(RoomId room, UserId user, CancellationToken cancellationToken) => database.ReadAsync(async connection =>
        await connection.QuerySingleOrDefaultAsync<string>(new CommandDefinition(
            "SELECT message_id FROM room_marks WHERE room_id = @room AND user_id = @user", new { room = room.Value, user = user.Value }, cancellationToken: cancellationToken))
        is { } id ? new CommandId(id) : (CommandId?)null, cancellationToken);
}
