using System.Collections.Immutable;

namespace Matinee.Realtime.Brokers;

/// <summary>One channel of <see cref="MemoryBroker"/>: everything changes under its lock; hints leave in order, outside it.</summary>
internal sealed class MemoryLog(TimeProvider time)
{
    private static readonly TimeSpan DedupWindow = TimeSpan.FromSeconds(60);
    private readonly Lock _gate = new();
    private readonly Queue<(Publication Publication, long At)> _entries = new();
    private readonly Dictionary<string, Duplicate> _remembered = new(StringComparer.Ordinal);
    private readonly Queue<(string Id, long At)> _rememberedAt = new();
    private readonly Queue<ChannelHint> _hints = new();
    private ImmutableArray<(object Key, IChannelListener Listener)> _followers = [];
    private string _epoch = EpochName.New();
    private long _offset;
    private long _version;
    private ReadOnlyMemory<byte> _state;
    private Retention _retention = Retention.Default;
    private long _usedAt = time.GetTimestamp();
    private StreamPosition _former = new("", 0);
    private bool _retired;
    private bool _sealed;
    private bool _delivering;

    /// <summary>The log of a node whose store is gone, in an epoch of its own.</summary>
    public static MemoryLog Alone(string node, TimeProvider time)
    {
        var log = new MemoryLog(time);
        log._epoch = Named(log._epoch, node);
        return log;
    }

    /// <summary>The same, for a channel that the node remembers the end of: offsets go on, and whoever stood in the former epoch is continued.</summary>
    public static MemoryLog Continuing(
        StreamPosition from, IReadOnlyList<Publication> last, long version, ReadOnlyMemory<byte> state, string node, TimeProvider time)
    {
        var log = Alone(node, time);
        (log._former, log._offset, log._version, log._state) = (from, from.Offset, version, state);
        foreach (var publication in last)
            log._entries.Enqueue((publication, log._usedAt));
        return log;
    }

    public AppendResult Append(LogEntry entry)
    {
        AppendResult result;
        lock (_gate)
            result = AppendLocked(entry);
        Deliver();
        return result;
    }

    public ReadResult Read(StreamPosition after, int max)
    {
        lock (_gate)
        {
            Trim();
            var top = new StreamPosition(_epoch, _offset);
            if (after.Epoch == _former.Epoch && after.Offset <= _former.Offset)
                after = after with { Epoch = _epoch };
            if (after.Epoch != _epoch || after.Offset > _offset || after.Offset < _offset - _entries.Count)
                return new Gone(top);
            var skip = (int)(after.Offset - (_offset - _entries.Count));
            return new Publications([.. _entries.Skip(skip).Take(max).Select(entry => entry.Publication)], top);
        }
    }

    public ChannelTop Top()
    {
        lock (_gate)
        {
            Trim();
            return TopLocked();
        }
    }

    public ChannelTop Remove(StreamPosition? onlyAt)
    {
        ChannelTop top;
        lock (_gate)
        {
            if (onlyAt is { } wanted && wanted != new StreamPosition(_epoch, _offset))
                return TopLocked();
            _entries.Clear();
            _remembered.Clear();
            _rememberedAt.Clear();
            (_epoch, _offset) = (EpochName.New(), 0);
            top = TopLocked();
            _hints.Enqueue(default);
        }

        Deliver();
        return top;
    }

    public void Signal(ReadOnlyMemory<byte> signal)
    {
        lock (_gate)
            _hints.Enqueue(new ChannelHint(null, "", 0, signal));
        Deliver();
    }

    public void Follow(object key, IChannelListener listener)
    {
        lock (_gate)
            _followers = _followers.Add((key, listener));
    }

    public void Leave(object key)
    {
        lock (_gate)
            _followers = _followers.RemoveAll(follower => follower.Key == key);
    }

    /// <summary>Takes nothing more. What was appended since it began to stand alone, as far as it is kept.</summary>
    public LocalPart Seal(string channel)
    {
        lock (_gate)
        {
            _sealed = true;
            var items = _entries.Select(entry => entry.Publication).Where(p => p.Offset > _former.Offset).ToList();
            return new LocalPart(channel, _former, new StreamPosition(_epoch, _offset), items, _version, _state, _retention);
        }
    }

    public void Unseal()
    {
        lock (_gate)
            _sealed = false;
    }

    /// <summary>False when it was retired meanwhile: take another.</summary>
    public bool Touch()
    {
        lock (_gate)
        {
            _usedAt = time.GetTimestamp();
            return !_retired;
        }
    }

    /// <summary>Ends it when nobody listens and nobody used it for that long.</summary>
    public bool Retire(TimeSpan unused)
    {
        lock (_gate)
            return _retired = _retired || _followers.IsEmpty && time.GetElapsedTime(_usedAt) > unused;
    }

    // At most 32 characters: 12 of the epoch, and of the node what fits.
    private static string Named(string epoch, string node) => $"{epoch}~{new string([.. node.Where(char.IsAsciiLetterOrDigit).Take(19)])}";

    private AppendResult AppendLocked(LogEntry entry)
    {
        if (_sealed)
            return new Unavailable("The store is back; ask again.");
        Forget();
        if (entry.DedupId is { } id && _remembered.TryGetValue(id, out var first))
            return first;
        if (entry.State is { } write)
        {
            if (write.IfVersion != _version)
                return new Conflict(_version, _state);
            _version++;
            _state = write.Value;
        }

        var now = time.GetTimestamp();
        var publication = new Publication(++_offset, entry.Data, entry.Tags, entry.Publisher);
        _entries.Enqueue((publication, now));
        _retention = entry.Retention;
        Trim();
        _hints.Enqueue(new ChannelHint(publication, _epoch, _version, default));
        var appended = new Appended(new StreamPosition(_epoch, _offset), _version);
        if (entry.DedupId is not null)
        {
            _remembered[entry.DedupId] = new Duplicate(appended.Position, appended.Version);
            _rememberedAt.Enqueue((entry.DedupId, now));
        }

        return appended;
    }

    private ChannelTop TopLocked() => new(new StreamPosition(_epoch, _offset), _offset - _entries.Count + 1, _version, _state);

    private void Trim()
    {
        while (_entries.TryPeek(out var oldest) && (_entries.Count > _retention.Entries || time.GetElapsedTime(oldest.At) > _retention.Age))
            _entries.Dequeue();
    }

    private void Forget()
    {
        while (_rememberedAt.TryPeek(out var oldest) && time.GetElapsedTime(oldest.At) > DedupWindow)
        {
            _rememberedAt.Dequeue();
            _remembered.Remove(oldest.Id);
        }
    }

    // One thread at a time delivers, in the order of the log; whoever comes meanwhile leaves its hint to it.
    private void Deliver()
    {
        lock (_gate)
        {
            if (_delivering)
                return;
            _delivering = true;
        }

        while (true)
        {
            ChannelHint hint;
            ImmutableArray<(object Key, IChannelListener Listener)> followers;
            lock (_gate)
            {
                if (!_hints.TryDequeue(out hint))
                {
                    _delivering = false;
                    return;
                }

                followers = _followers;
            }

            foreach (var (_, listener) in followers)
                hint.Tell(listener);
        }
    }

    /// <summary>An entry; with an epoch alone, a signal; with nothing, doubt.</summary>
    private readonly record struct ChannelHint(Publication? Publication, string? Epoch, long Version, ReadOnlyMemory<byte> Signal)
    {
        public void Tell(IChannelListener listener)
        {
            if (Publication is not null)
                listener.OnPublication(Epoch ?? "", Publication, Version);
            else if (Epoch is not null)
                listener.OnSignal(Signal);
            else
                listener.OnDoubt();
        }
    }
}
