using System.Collections.Immutable;

namespace Matinee.App.Streams.Records;

/// <summary>
/// All streams in the order of lists, the newest first. It never changes: a change makes another that shares most of itself
/// with it, so that a page is cut out of it without a lock, and without sorting or copying the rest.
/// </summary>
internal sealed class OrderedStreams
{
    public static readonly OrderedStreams Empty = new(ImmutableSortedSet.Create<StreamRecord>(NewestFirst.Order), 0);

    private readonly ImmutableSortedSet<StreamRecord> _streams;

    private OrderedStreams(ImmutableSortedSet<StreamRecord> streams, int active) => (_streams, Active) = (streams, active);

    public int Count => _streams.Count;

    /// <summary>Those that take segments.</summary>
    public int Active { get; }

    public static OrderedStreams Of(IEnumerable<StreamRecord> streams)
    {
        var all = ImmutableSortedSet.CreateRange(NewestFirst.Order, streams);
        return new OrderedStreams(all, all.Count(IsActive));
    }

    /// <summary>In the place of the one that had its id.</summary>
    public OrderedStreams With(StreamRecord stream)
    {
        var others = Without(stream);
        return new OrderedStreams(others._streams.Add(stream), others.Active + (IsActive(stream) ? 1 : 0));
    }

    /// <param name="stream">Its id counts.</param>
    public OrderedStreams Without(StreamRecord stream) =>
        _streams.TryGetValue(stream, out var known) ? new OrderedStreams(_streams.Remove(known), Active - (IsActive(known) ? 1 : 0)) : this;

    /// <param name="wanted">Null: all of them; then the work is that of the page, however many there are.</param>
    /// <param name="after">The id of the last stream of the page before; null for the first page.</param>
    /// <param name="rows">Most that there are on a page.</param>
    public StreamPage Page(Func<StreamRecord, bool>? wanted, string? after, int rows)
    {
        if (wanted is not null)
            return Sift(wanted, after, rows);
        var start = after is null ? 0 : PlaceAfter(after);
        StreamRecord[] page = [.. Enumerable.Range(start, Math.Min(rows, _streams.Count - start)).Select(place => _streams[place])];
        return new StreamPage(page, _streams.Count, start + page.Length < _streams.Count);
    }

    private static bool IsActive(StreamRecord stream) => stream.Status == StreamStatus.Active;

    /// <summary>All are looked at, for the count; only the page is kept.</summary>
    private StreamPage Sift(Func<StreamRecord, bool> wanted, string? after, int rows)
    {
        var page = new List<StreamRecord>();
        var (count, more) = (0, false);
        foreach (var stream in _streams)
        {
            if (!wanted(stream))
                continue;
            count++;
            if (after is not null && string.CompareOrdinal(stream.Id.Value, after) >= 0)
                continue;
            if (page.Count < rows)
                page.Add(stream);
            else
                more = true;
        }

        return new StreamPage(page, count, more);
    }

    /// <summary>Where the first one is that is older than an id, whether there is one of that id or not.</summary>
    private int PlaceAfter(string id)
    {
        var (low, high) = (0, _streams.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (string.CompareOrdinal(_streams[middle].Id.Value, id) >= 0)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    /// <summary>Ids are in the order in which they were made.</summary>
    private sealed class NewestFirst : IComparer<StreamRecord>
    {
        public static readonly NewestFirst Order = new();

        public int Compare(StreamRecord? x, StreamRecord? y) => string.CompareOrdinal(y?.Id.Value, x?.Id.Value);
    }
}
