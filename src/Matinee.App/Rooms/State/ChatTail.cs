using System.Collections.Immutable;

namespace Matinee.App.Rooms.State;

/// <summary>The end of the chat as a newcomer sees it, in order of time.</summary>
internal sealed record ChatTail(ImmutableArray<ChatMessage> Messages)
{
    public const int Length = 100;

    public static readonly ChatTail Empty = new([]);

    public ChatMessage? Find(CommandId id) => Messages.LastOrDefault(message => message.Id == id);

    /// <summary>A new message, or a newer form of a known one. What left the tail long ago does not come back into it.</summary>
    public ChatTail Put(ChatMessage message)
    {
        var at = Messages.FindIndex(known => known.Id == message.Id);
        if (at >= 0)
            return Messages[at].ChangedAt <= message.ChangedAt ? new(Messages.SetItem(at, message)) : this;
        if (Messages.Length >= Length && message.At < Messages[0].At)
            return this;
        var place = Messages.Length;
        while (place > 0 && Messages[place - 1].At > message.At)
            place--;
        var all = Messages.Insert(place, message);
        return new(all.Length > Length ? all.RemoveAt(0) : all);
    }
}
