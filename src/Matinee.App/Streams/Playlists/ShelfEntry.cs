namespace Matinee.App.Streams.Playlists;

/// <summary>One stream's place on the shelf: its last snapshot, and the reading that is under way.</summary>
internal sealed class ShelfEntry
{
    private readonly Lock _lock = new();
    private StreamSnapshot? _snapshot;
    private Task<StreamSnapshot>? _reading;
    private long _readingVersion;
    private long _version;
    private long _readVersion = -1;

    public long ReadAt { get; private set; }

    /// <summary>Null when it must be read.</summary>
    public StreamSnapshot? Fresh(StreamRecord stream, TimeSpan freshness, TimeProvider time)
    {
        lock (_lock)
        {
            return _snapshot is { } snapshot && _readVersion == _version && ReferenceEquals(snapshot.Stream, stream) && time.GetElapsedTime(ReadAt) < freshness
                ? snapshot
                : null;
        }
    }

    public void Spoil()
    {
        lock (_lock)
            _version++;
    }

    /// <summary>A reading that began after the last time it was spoilt; of those who want one at the same time, one reads.</summary>
    /// <param name="load">Given the snapshot before, the new one. Not cancelled: others may wait for it.</param>
    public async Task<StreamSnapshot> ReadAsync(
        Func<StreamSnapshot?, Task<StreamSnapshot>> load, StreamRecord stream, TimeProvider time, CancellationToken cancellationToken)
    {
        Task<StreamSnapshot> reading;
        lock (_lock)
        {
            if (_reading is not { IsCompleted: false } || _readingVersion != _version)
                (_reading, _readingVersion) = (ReadOnceAsync(load, _snapshot, _version, time), _version);
            reading = _reading;
        }

        var snapshot = await reading.WaitAsync(cancellationToken);
        return ReferenceEquals(snapshot.Stream, stream) ? snapshot : new StreamSnapshot(stream, snapshot.IsOver, snapshot.Tracks);
    }

    private async Task<StreamSnapshot> ReadOnceAsync(Func<StreamSnapshot?, Task<StreamSnapshot>> load, StreamSnapshot? previous, long version, TimeProvider time)
    {
        await Task.Yield(); // out of the lock
        var readAt = time.GetTimestamp();
        var snapshot = await load(previous);
        lock (_lock)
        {
            // An older reading may end later.
            if (version >= _readVersion)
                (_snapshot, _readVersion, ReadAt) = (snapshot, version, readAt);
        }

        return snapshot;
    }
}
