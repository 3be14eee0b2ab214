namespace Matinee.Brokers.Logs;

/// <summary>
/// What this node has seen of one log: where it ended, and its last entries. A store that comes back with less, or with something
/// else, is caught by this, because the store itself cannot know.
/// </summary>
internal sealed class KnownLog(TimeProvider time)
{
    private const int TailEntries = 32;
    private const int TailBytes = 128 * 1024;
    private const int PastEpochs = 4;

    private readonly Lock _gate = new();
    private readonly Queue<LogRecord> _tail = new();
    private readonly Queue<string> _past = new();
    private KnownTop? _top;
    private int _bytes;

    /// <summary>When the top was last said or confirmed to be where it is known.</summary>
    public long SeenAt { get; private set; }

    /// <summary>For whoever has to drop the one that was not used for longest.</summary>
    public long TouchedAt { get; set; }

    public KnownTop? Top
    {
        get
        {
            lock (_gate)
                return _top;
        }
    }

    /// <summary>Epochs that another one followed, newest last.</summary>
    public IReadOnlyList<string> Past
    {
        get
        {
            lock (_gate)
                return [.. _past];
        }
    }

    /// <summary>Takes note of a record that was stored, read or heard of.</summary>
    public Sight See(LogRecord record)
    {
        lock (_gate)
        {
            SeenAt = time.GetTimestamp();
            if (_top?.Epoch != record.Epoch)
                return _past.Contains(record.Epoch) ? Sight.OtherEpoch : Begin(record);
            if (record.Offset <= _top.Offset)
                return TagAt(record.Offset) is { } tag && tag != record.Tag ? Sight.Fork : Sight.Agrees;
            if (record.Offset == _top.Offset + 1 && record.PreviousTag != _top.Tag)
                return Sight.Fork;
            Advance(record);
            return Sight.Agrees;
        }
    }

    /// <summary>Takes note of where the store says the log ends now.</summary>
    public void SeeTop(KnownTop top)
    {
        lock (_gate)
        {
            if (_top?.Epoch == top.Epoch && _top.Offset > top.Offset)
                return; // an answer that was overtaken
            SeenAt = time.GetTimestamp();
            if (_top?.Epoch != top.Epoch || _top.Offset != top.Offset)
                DropTail();
            if (_top is not null && _top.Epoch != top.Epoch)
                Leave(_top.Epoch);
            _top = top;
        }
    }

    /// <summary>The known entries that follow an offset of the known epoch, contiguous up to the known top; null when some are not known.</summary>
    public IReadOnlyList<LogRecord>? After(long offset)
    {
        lock (_gate)
        {
            if (_top is null || offset > _top.Offset)
                return null;
            var tail = _tail.Where(record => record.Offset > offset).ToArray();
            return tail.Length == _top.Offset - offset ? tail : null;
        }
    }

    /// <summary>The tag of the entry at an offset of the known epoch; null: not known any more.</summary>
    public string? FindTag(long offset)
    {
        lock (_gate)
            return TagAt(offset);
    }

    private string? TagAt(long offset)
    {
        if (_top is null || offset == _top.Offset)
            return _top?.Tag;
        foreach (var record in _tail)
        {
            if (record.Offset == offset)
                return record.Tag;
            if (record.Offset == offset + 1)
                return record.PreviousTag;
        }

        return null;
    }

    private Sight Begin(LogRecord record)
    {
        var first = _top is null;
        if (_top is not null)
            Leave(_top.Epoch);
        DropTail();
        _top = null;
        Advance(record);
        return first ? Sight.Agrees : Sight.OtherEpoch;
    }

    private void Leave(string epoch)
    {
        _past.Enqueue(epoch);
        if (_past.Count > PastEpochs)
            _past.Dequeue();
    }

    private void Advance(LogRecord record)
    {
        if (_top is not null && record.Offset != _top.Offset + 1)
            DropTail();
        var state = record.State ?? (_top?.Version == record.Version ? _top.State : null);
        _top = new KnownTop(record.Epoch, record.Offset, record.Tag, record.Version, state, record);
        if (record.Publication is null)
            return;
        _tail.Enqueue(record);
        _bytes += Weight(record);
        while (_tail.Count > TailEntries || _bytes > TailBytes)
            _bytes -= Weight(_tail.Dequeue());
    }

    private void DropTail()
    {
        _tail.Clear();
        _bytes = 0;
    }

    private static int Weight(LogRecord record) => 256 + (record.State?.Length ?? 0) + (record.Publication?.Data.Length ?? 0);
}
