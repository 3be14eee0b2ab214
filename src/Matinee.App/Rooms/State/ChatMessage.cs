using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Matinee.App.Accounts;

namespace Matinee.App.Rooms.State;

/// <summary>One line of the chat, as it is now.</summary>
/// <param name="At">Cluster time in ms at which it was sent.</param>
/// <param name="Deleted">Its words are gone; that there was something stays.</param>
/// <param name="Reactions">Who, by emote.</param>
/// <param name="Thread">The message that the thread began with.</param>
internal sealed record ChatMessage(
    CommandId Id, RoomPerson User, string Text, double At,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] CommandId? ReplyTo,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? EditedAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Deleted,
    ImmutableSortedDictionary<string, ImmutableArray<UserId>> Reactions,
    bool Pinned,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] CommandId? Thread)
{
    public const int MostEmotes = 20;
    public const int MostReactors = 1000;

    /// <summary>When it last changed, in cluster time; what is older does not overwrite it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public double ChangedAt { get; init; }

    /// <summary>Marked by a filter for those who moderate.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Flagged { get; init; }

    public static ChatMessage Sent(CommandId id, RoomPerson user, string text, double at, CommandId? replyTo, CommandId? thread) =>
        new(id, user, text, at, replyTo, null, false, ImmutableSortedDictionary<string, ImmutableArray<UserId>>.Empty.WithComparers(StringComparer.Ordinal), false, thread) { ChangedAt = at };

    public ChatMessage Edit(string text, double at) => this with { Text = text, EditedAt = at, ChangedAt = at };

    public ChatMessage Delete(double at) => this with { Text = "", Deleted = true, Pinned = false, Reactions = Reactions.Clear(), ChangedAt = at };

    public ChatMessage Pin(bool on, double at) => this with { Pinned = on, ChangedAt = at };

    /// <summary>The same message when there is nothing to change, or no place for more.</summary>
    public ChatMessage React(string emote, UserId user, bool on, double at)
    {
        var users = Reactions.TryGetValue(emote, out var known) ? known : [];
        if (users.Contains(user) == on || (on && (users.Length >= MostReactors || (users.IsEmpty && Reactions.Count >= MostEmotes))))
            return this;
        var changed = on ? users.Add(user) : users.Remove(user);
        return this with { Reactions = changed.IsEmpty ? Reactions.Remove(emote) : Reactions.SetItem(emote, changed), ChangedAt = at };
    }
}
