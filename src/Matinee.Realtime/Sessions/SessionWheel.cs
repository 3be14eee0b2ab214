namespace Matinee.Realtime.Sessions;

/// <summary>One timer for all sessions: a wheel of slots, each session in the one at which something is due.</summary>
internal sealed class SessionWheel : IDisposable
{
    private const int Slots = 128;
    private static readonly TimeSpan Notch = TimeSpan.FromMilliseconds(100);
    private readonly Lock _gate = new();
    private readonly List<ClientSession>[] _slots = [.. Enumerable.Range(0, Slots).Select(_ => new List<ClientSession>())];
    private readonly ITimer _timer;
    private int _at;
    private int _turning;

    public SessionWheel(TimeProvider time) => _timer = time.CreateTimer(_ => Advance(), null, Notch, Notch);

    public void Schedule(ClientSession session, TimeSpan after)
    {
        var turns = Math.Clamp((int)Math.Ceiling(after / Notch), 1, Slots - 1);
        lock (_gate)
            _slots[(_at + turns) % Slots].Add(session);
    }

    public void Dispose() => _timer.Dispose();

    private void Advance()
    {
        // A turn that takes longer than it should is not joined by the next one.
        if (Interlocked.Exchange(ref _turning, 1) != 0)
            return;
        List<ClientSession> due;
        lock (_gate)
        {
            _at = (_at + 1) % Slots;
            due = _slots[_at];
            _slots[_at] = [];
        }

        foreach (var session in due)
        {
            if (session.Check() is { } again)
                Schedule(session, again);
        }

        Volatile.Write(ref _turning, 0);
    }
}
