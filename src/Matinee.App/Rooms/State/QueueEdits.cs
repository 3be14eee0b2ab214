namespace Matinee.App.Rooms.State;

/// <summary>What was done to a queue, by its elements, so that it can be done to another one that went its own way meanwhile.</summary>
internal sealed class QueueEdits(RoomQueue before, RoomQueue after)
{
    /// <summary>The same queue when all of it has been done there already.</summary>
    public RoomQueue ApplyTo(RoomQueue queue)
    {
        foreach (var gone in before.Items.Where(item => after.Find(item.Element) is null))
            queue = queue.Remove(gone.Element);
        queue = Add(queue);
        if (IsReordered())
            queue = Reorder(queue);
        return before.Mode == after.Mode && before.AutoAdvance == after.AutoAdvance ? queue : queue.Set(after.Mode, after.AutoAdvance);
    }

    // What was put at the end belongs to the end, whatever else came there meanwhile.
    private RoomQueue Add(RoomQueue queue)
    {
        var last = after.Items.Length;
        while (last > 0 && IsNew(after.Items[last - 1]))
            last--;
        for (var i = 0; i < after.Items.Length; i++)
        {
            if (IsNew(after.Items[i]))
                queue = queue.Add(after.Items[i], i > 0 && i < last ? after.Items[i - 1].Element : null);
        }

        return queue;
    }

    private bool IsNew(QueueElement item) => before.Find(item.Element) is null;

    private bool IsReordered() => !before.Items.Where(item => after.Find(item.Element) is not null).Select(item => item.Element)
        .SequenceEqual(after.Items.Where(item => before.Find(item.Element) is not null).Select(item => item.Element));

    private RoomQueue Reorder(RoomQueue queue)
    {
        ElementId? last = null;
        foreach (var item in after.Items.Where(item => queue.Find(item.Element) is not null).ToArray())
        {
            queue = queue.Move(item.Element, last);
            last = item.Element;
        }

        return queue;
    }
}
