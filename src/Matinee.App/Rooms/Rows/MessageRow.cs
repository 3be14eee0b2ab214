using System.Collections.Immutable;
using System.Text.Json;
using Matinee.App.Accounts;
using Matinee.App.Rooms.State;

namespace Matinee.App.Rooms.Rows;

/// <summary>A row of <c>room_messages</c> as Dapper reads it.</summary>
internal sealed class MessageRow
{
    public const string Columns = """
        id AS Id, user_id AS UserId, user_name AS UserName, text AS Text, sent_at AS SentAt, changed_at AS ChangedAt, reply_to AS ReplyTo, thread AS Thread,
        edited_at AS EditedAt, deleted AS Deleted, pinned AS Pinned, flagged AS Flagged, reactions AS Reactions
        """;

    public string Id { get; set; } = "";

    public string UserId { get; set; } = "";

    public string UserName { get; set; } = "";

    public string Text { get; set; } = "";

    public double SentAt { get; set; }

    public double ChangedAt { get; set; }

    public string? ReplyTo { get; set; }

    public string? Thread { get; set; }

    public double? EditedAt { get; set; }

    public long Deleted { get; set; }

    public long Pinned { get; set; }

    public long Flagged { get; set; }

    public string Reactions { get; set; } = "{}";

    public ChatMessage ToMessage() => new(
        new(Id), new(new(UserId), UserName), Text, SentAt, ReplyTo is null ? null : new CommandId(ReplyTo), EditedAt, Deleted != 0,
        JsonSerializer.Deserialize(Reactions, WireJson.Default.ImmutableSortedDictionaryStringImmutableArrayUserId) ?? ImmutableSortedDictionary<string, ImmutableArray<UserId>>.Empty,
        Pinned != 0, Thread is null ? null : new CommandId(Thread)) { ChangedAt = ChangedAt, Flagged = Flagged != 0 };

    public static object Write(RoomId room, ChatMessage message) => new
    {
        Id = message.Id.Value,
        Room = room.Value,
        User = message.User.Id.Value,
        message.User.Name,
        message.Text,
        Key = SearchKeys.Of(message.Text),
        SentAt = message.At,
        message.ChangedAt,
        ReplyTo = message.ReplyTo?.Value,
        Thread = message.Thread?.Value,
        message.EditedAt,
        Deleted = message.Deleted ? 1 : 0,
        Pinned = message.Pinned ? 1 : 0,
        Flagged = message.Flagged ? 1 : 0,
        Reactions = JsonSerializer.Serialize(message.Reactions, WireJson.Default.ImmutableSortedDictionaryStringImmutableArrayUserId),
    };
}
