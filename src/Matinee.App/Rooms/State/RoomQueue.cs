using System.Collections.Immutable;

namespace Matinee.App.Rooms.State;

/// <summary>
/// What plays after what. An edit names elements, never places, so that two edits at a time both mean what they say. Edits
/// that have nothing to do give the same queue back.
/// </summary>
internal sealed record RoomQueue
{
    public static readonly RoomQueue Empty = new();

    public long Version { get; init; }

    public QueueMode Mode { get; init; }

    public bool AutoAdvance { get; init; } = true;

    /// <summary>What plays, while it stands in the queue.</summary>
    public ElementId? Current { get; init; }

    public ImmutableArray<QueueElement> Items { get; init; } = [];

    /// <summary>Of the shuffled order; each round has its own.</summary>
    public int Seed { get; init; }

    /// <summary>What has had its turn in this round of shuffling.</summary>
    public ImmutableArray<ElementId> Played { get; init; } = [];

    /// <summary>What comes next after the current one was taken out.</summary>
    public ElementId? Following { get; init; }

    /// <summary>The current one was the last, and was taken out.</summary>
    public bool AtEnd { get; init; }

    public QueueElement? Find(ElementId id) => Items.FirstOrDefault(item => item.Element == id);

    /// <param name="after">Null, or no longer there: at the end.</param>
    public RoomQueue Add(QueueElement item, ElementId? after)
    {
        if (IndexOf(item.Element) >= 0)
            return this;
        var at = after is { } id ? IndexOf(id) : -1;
        var next = Next() with { Items = at < 0 ? Items.Add(item) : Items.Insert(at + 1, item) };
        return AtEnd ? next with { AtEnd = false, Following = item.Element } : next;
    }

    public RoomQueue Remove(ElementId id)
    {
        var at = IndexOf(id);
        if (at < 0)
            return this;
        var successor = at + 1 < Items.Length ? Items[at + 1].Element : (ElementId?)null;
        var next = Next() with { Items = Items.RemoveAt(at), Played = Played.Remove(id) };
        if (Current == id || Following == id)
            next = next with { Current = Current == id ? null : Current, Following = successor, AtEnd = successor is null };
        return next;
    }

    /// <param name="after">Null: to the front.</param>
    public RoomQueue Move(ElementId id, ElementId? after)
    {
        if (Find(id) is not { } item || after == id || (after is { } anchor && IndexOf(anchor) < 0))
            return this;
        var rest = Items.Remove(item);
        var moved = rest.Insert(after is { } place ? rest.IndexOf(Find(place)!) + 1 : 0, item); // found above
        return moved.SequenceEqual(Items) ? this : Next() with { Items = moved };
    }

    public RoomQueue Set(QueueMode mode, bool autoAdvance) =>
        mode == Mode && autoAdvance == AutoAdvance ? this : Next() with { Mode = mode, AutoAdvance = autoAdvance, Played = mode == Mode ? Played : [] };

    /// <summary>That one plays now.</summary>
    public RoomQueue Start(ElementId id)
    {
        if (IndexOf(id) < 0)
            return this;
        var round = Mode == QueueMode.Shuffle && Items.All(item => Played.Contains(item.Element));
        return Next() with
        {
            Current = id,
            Following = null,
            AtEnd = false,
            Seed = round ? Seed + 1 : Seed,
            Played = round ? [id] : Played.Contains(id) ? Played : Played.Add(id),
        };
    }

    /// <summary>What plays when the current one is over; null when nothing does.</summary>
    public QueueElement? Upcoming()
    {
        if (Items.IsEmpty)
            return null;
        if (Mode == QueueMode.Shuffle)
            return Shuffled();
        if (Current is { } current)
        {
            var at = IndexOf(current) + 1;
            return at < Items.Length ? Items[at] : Mode == QueueMode.Repeat ? Items[0] : null;
        }

        if (Following is { } following)
            return Find(following);
        return AtEnd && Mode == QueueMode.Sequential ? null : Items[0];
    }

    // The order follows from seed and id alone: every node has the same, and what is added later spoils nobody's turn.
    private QueueElement Shuffled()
    {
        var open = Items.Where(item => !Played.Contains(item.Element)).ToArray();
        if (open.Length > 0)
            return open.MinBy(item => Place(item.Element, Seed))!; // not empty
        var others = Items.Length > 1 ? Items.Where(item => item.Element != Current) : Items;
        return others.MinBy(item => Place(item.Element, Seed + 1))!; // not empty
    }

    // FNV-1a over seed and id, stirred at the end: string.GetHashCode differs from process to process.
    private static (uint, string) Place(ElementId id, int seed)
    {
        var hash = 2166136261u ^ (uint)seed * 2654435761u;
        foreach (var letter in id.Value)
            hash = (hash ^ letter) * 16777619u;
        hash = (hash ^ (hash >> 16)) * 2246822507u;
        return (hash ^ (hash >> 13), id.Value);
    }

    private int IndexOf(ElementId id)
    {
        for (var i = 0; i < Items.Length; i++)
        {
            if (Items[i].Element == id)
                return i;
        }

        return -1;
    }

    private RoomQueue Next() => this with { Version = Version + 1 };
}
