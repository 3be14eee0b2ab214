using Matinee.Realtime.Brokers;
using Matinee.Realtime.Connections;
using Matinee.Realtime.Protocol;

namespace Matinee.Realtime.Channels;

/// <summary>
/// One connection in one channel. What is published between the moment its position is fixed and its reply waits here, so that nothing overtakes the reply
/// and nothing is missed.
/// </summary>
internal sealed class Subscription(ClientLink connection, LiveChannel channel, Publisher who, Action<Subscription, UnsubscribePush> ended)
{
    private const int MostPending = 512;
    private readonly Lock _gate = new();
    private List<(SharedFrame Frame, FrameClass Kind)>? _pending = [];
    private int _over;
    private volatile bool _left;

    public ClientLink Connection => connection;

    public LiveChannel Channel => channel;

    /// <summary>As others see it.</summary>
    public Publisher Who => who;

    public bool IsServerSide { get; init; }

    /// <summary>Others see it in presence.</summary>
    public bool IsSeen { get; init; }

    public bool WantsJoinLeave { get; init; }

    /// <summary>Null: it does not expire.</summary>
    public DateTimeOffset? ExpiresAt { get; set; }

    /// <summary>What was on its way when it left is not delivered any more: the same client may be back with a later position.</summary>
    public bool HasLeft
    {
        get => _left;
        set => _left = value;
    }

    /// <summary>False: it was left out, or has to recover.</summary>
    public bool Deliver(SharedFrame frame, FrameClass kind)
    {
        if (_left)
            return false;
        if (Volatile.Read(ref _pending) is not null)
        {
            lock (_gate)
            {
                if (_pending is { } pending)
                {
                    if (pending.Count < MostPending)
                        pending.Add((frame, kind));
                    return pending.Count < MostPending || Lag();
                }
            }
        }

        return Write(frame, kind);
    }

    /// <summary>The reply has been sent: what waited follows it, and from now on everything at once.</summary>
    public void Activate()
    {
        lock (_gate)
        {
            foreach (var (frame, kind) in _pending ?? [])
                Write(frame, kind);
            Volatile.Write(ref _pending, null);
        }
    }

    /// <summary>Takes it out of its channel and tells the client; once.</summary>
    public void End(UnsubscribePush why)
    {
        if (Interlocked.Exchange(ref _over, 1) != 0)
            return;
        channel.Leave(this);
        ended(this, why);
    }

    private bool Write(SharedFrame frame, FrameClass kind)
    {
        switch (connection.Send(frame.For(connection.Wire), kind, channel.Name))
        {
            case SendOutcome.Accepted: return true;
            case SendOutcome.Lagged: return Lag();
            case SendOutcome.Dropped:
                channel.Meters.Dropped();
                return false;
            default: return false;
        }
    }

    private bool Lag()
    {
        channel.Meters.Lagged();
        End(Unsubscribes.InsufficientState);
        return false;
    }
}
