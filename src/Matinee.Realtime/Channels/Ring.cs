using Matinee.Realtime.Brokers;

namespace Matinee.Realtime.Channels;

/// <summary>The last publications of a channel, contiguous: a reconnect storm reads these and not the store. Used under its channel's lock.</summary>
internal sealed class Ring
{
    private const int Capacity = 256;
    private Publication[] _items = new Publication[8];
    private int _first;
    private int _count;

    public void Clear()
    {
        Array.Clear(_items);
        (_first, _count) = (0, 0);
    }

    public void Add(Publication publication)
    {
        if (_count == _items.Length && _count < Capacity)
            Grow();
        if (_count == _items.Length)
        {
            _items[_first] = publication;
            _first = (_first + 1) % _items.Length;
            return;
        }

        _items[(_first + _count++) % _items.Length] = publication;
    }

    /// <summary>What follows an offset, when all of it is here; else null.</summary>
    public IReadOnlyList<Publication>? After(long offset, long top)
    {
        if (offset == top)
            return [];
        if (_count == 0 || _items[_first].Offset > offset + 1)
            return null;
        var skip = (int)(offset + 1 - _items[_first].Offset);
        var found = new Publication[_count - skip];
        for (var i = 0; i < found.Length; i++)
            found[i] = _items[(_first + skip + i) % _items.Length];
        return found;
    }

    private void Grow()
    {
        var larger = new Publication[Math.Min(Capacity, _items.Length * 2)];
        for (var i = 0; i < _count; i++)
            larger[i] = _items[(_first + i) % _items.Length];
        (_items, _first) = (larger, 0);
    }
}
