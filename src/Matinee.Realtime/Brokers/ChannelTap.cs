namespace Matinee.Realtime.Brokers;

/// <summary>Stands between a store and one follower: remembers the end of the log, and can be turned over to another log.</summary>
internal sealed class ChannelTap(string channel, IChannelListener listener, Func<ChannelTap, bool> isLocal) : IChannelListener, IAsyncDisposable
{
    private const int Remembered = 256;
    private readonly Lock _gate = new();
    private readonly Queue<Publication> _last = new();
    private readonly List<IAsyncDisposable> _following = [];
    private StreamPosition _top = new("", 0);
    private long _version;
    private ReadOnlyMemory<byte> _state;

    public string Channel => channel;

    public void OnPublication(string epoch, Publication publication, long version)
    {
        lock (_gate)
        {
            if (isLocal(this))
                return; // a straggler of the store that is gone
            Remember(epoch, publication, version);
            listener.OnPublication(epoch, publication, version);
        }
    }

    public void OnSignal(ReadOnlyMemory<byte> signal)
    {
        lock (_gate)
        {
            if (!isLocal(this))
                listener.OnSignal(signal);
        }
    }

    public void OnDoubt()
    {
        lock (_gate)
            listener.OnDoubt();
    }

    public void Saw(ChannelTop top)
    {
        lock (_gate)
        {
            if (_top.Epoch != top.Position.Epoch || _top.Offset < top.Position.Offset)
                _last.Clear();
            if (_top.Epoch != top.Position.Epoch || _top.Offset <= top.Position.Offset)
                (_top, _version, _state) = (top.Position, top.Version, top.State);
        }
    }

    /// <summary>A log of this node alone that goes on from what was seen.</summary>
    public MemoryLog Continue(string node, TimeProvider time)
    {
        lock (_gate)
            return _top.Epoch.Length == 0 ? MemoryLog.Alone(node, time) : MemoryLog.Continuing(_top, [.. _last], _version, _state, node, time);
    }

    /// <summary>What the local log tells goes straight to the follower.</summary>
    public void FollowLocally(MemoryLog log)
    {
        log.Follow(this, listener);
        OnDoubt();
    }

    public void Keep(IAsyncDisposable following)
    {
        lock (_gate)
            _following.Add(following);
    }

    public bool IsFollowing
    {
        get
        {
            lock (_gate)
                return _following.Count > 0;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var following in _following)
            await following.DisposeAsync();
    }

    private void Remember(string epoch, Publication publication, long version)
    {
        if (epoch != _top.Epoch || publication.Offset != _top.Offset + 1)
        {
            if (epoch == _top.Epoch && publication.Offset <= _top.Offset)
                return;
            _last.Clear();
        }

        if (version != _version)
            _state = default; // somebody else's, and hints do not carry it
        (_top, _version) = (new StreamPosition(epoch, publication.Offset), version);
        _last.Enqueue(publication);
        if (_last.Count > Remembered)
            _last.Dequeue();
    }
}
