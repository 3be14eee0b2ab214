using System.Collections.Concurrent;

namespace Matinee.App.Streams.Audience;

/// <summary>Who watches one stream through this node, as hashes and only as long as they ask for something.</summary>
internal sealed class StreamCrowd
{
    private readonly ConcurrentDictionary<int, long> _seenAt = new();
    private long _segments;
    private long _bytes;
    private volatile int _elsewhere;

    public int Viewers => _seenAt.Count;

    /// <returns>False when it is full and the viewer is a new one.</returns>
    public bool Admit(int viewer, long now, int most)
    {
        if (!_seenAt.ContainsKey(viewer) && _seenAt.Count + _elsewhere >= most)
            return false;
        _seenAt[viewer] = now;
        return true;
    }

    public void Sent(bool isSegment, long bytes)
    {
        if (isSegment)
            Interlocked.Increment(ref _segments);
        Interlocked.Add(ref _bytes, bytes);
    }

    public void Forget(Func<long, bool> isOver)
    {
        foreach (var (viewer, at) in _seenAt)
        {
            if (isOver(at))
                _seenAt.TryRemove(new KeyValuePair<int, long>(viewer, at));
        }
    }

    /// <summary>What was sent since the last time; it is counted from 0 again.</summary>
    public (long Segments, long Bytes) Take() => (Interlocked.Exchange(ref _segments, 0), Interlocked.Exchange(ref _bytes, 0));

    /// <summary>It could not be written: it counts with the next.</summary>
    public void Restore(long segments, long bytes)
    {
        Interlocked.Add(ref _segments, segments);
        Interlocked.Add(ref _bytes, bytes);
    }

    /// <param name="viewers">Of the other nodes.</param>
    public void Hear(int viewers) => _elsewhere = viewers;
}
