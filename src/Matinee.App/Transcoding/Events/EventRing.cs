namespace Matinee.App.Transcoding.Events;

/// <summary>
/// The last events of this node, for all its listeners. Nobody is waited for: whoever reads too slowly finds that the ring has
/// gone past, and reads the rows instead.
/// </summary>
internal sealed class EventRing(int size)
{
    private readonly Lock _lock = new();
    private readonly JobEvent[] _events = new JobEvent[size];
    private TaskCompletionSource _arrived = New();
    private EventPosition? _tail;
    private int _listeners;
    private long _next;

    public bool Join()
    {
        lock (_lock)
            return ++_listeners == 1;
    }

    public void Leave()
    {
        lock (_lock)
            _listeners--;
    }

    /// <summary>Up to where the rows are in the ring or were before it; null while nobody listens, and then nothing is read.</summary>
    public (bool Listened, EventPosition? Tail) Look()
    {
        lock (_lock)
        {
            if (_listeners == 0)
                _tail = null;
            return (_listeners > 0, _tail);
        }
    }

    public void Append(IReadOnlyList<JobEvent> events, EventPosition tail)
    {
        TaskCompletionSource arrived;
        lock (_lock)
        {
            foreach (var happened in events)
                _events[_next++ % size] = happened;
            _tail = tail;
            (arrived, _arrived) = (_arrived, New());
        }

        arrived.TrySetResult();
    }

    /// <summary>Where a listener begins: rows through the tail are for it to read, the ring has what comes after.</summary>
    public async Task<(long Next, EventPosition Tail)> AttachAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task arrived;
            lock (_lock)
            {
                if (_tail is { } tail)
                    return (_next, tail);
                arrived = _arrived.Task;
            }

            await arrived.WaitAsync(cancellationToken);
        }
    }

    /// <param name="from">As <see cref="AttachAsync"/> or the last call gave it.</param>
    /// <returns>Null when what comes from there on is gone. Else the events, and what completes when there are more.</returns>
    public (IReadOnlyList<JobEvent> Events, long Next, Task More)? Read(long from)
    {
        lock (_lock)
        {
            if (from < _next - size)
                return null;
            var events = new JobEvent[_next - from];
            for (var i = 0; i < events.Length; i++)
                events[i] = _events[(from + i) % size];
            return (events, _next, _arrived.Task);
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
