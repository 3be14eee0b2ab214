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
    private bool _hasLeft;

    public ClientLink Connection => connection;

    public LiveChannel Channel => channel;

    /// <summary>As others see it.</summary>
    public Publisher Who => who;

    public bool IsServerSide { get; init; }

    /// <summary>The client has been told that it stands.</summary>
    public bool IsActive
    {
        get
        {
            lock (_gate)
                return _pending is null;
        }
    }

    /// <summary>Others see it in presence.</summary>
    public bool IsSeen { get; init; }

    public bool WantsJoinLeave { get; init; }

    /// <summary>Null: it does not expire.</summary>
    public DateTimeOffset? ExpiresAt { get; set; }

    /// <summary>False: it was left out, or has to recover.</summary>
    public bool Deliver(SharedFrame frame, FrameClass kind)
    {
        SendOutcome outcome;
        lock (_gate)
        {
            if (_hasLeft)
                return false;
            if (_pending is { } pending)
            {
                outcome = pending.Count < MostPending ? SendOutcome.Accepted : SendOutcome.Lagged;
                if (outcome == SendOutcome.Accepted)
                    pending.Add((frame, kind));
            }
            else
            {
                outcome = connection.Send(frame.For(connection.Wire), kind, channel.Name);
            }
        }

        return Judge(outcome);
    }

    /// <summary>
    /// Sends the reply; what waited follows it, and from now on everything at once. False: it has ended meanwhile, nothing was sent, and nothing ever will be.
    /// </summary>
    public bool TryActivate(Action reply)
    {
        var outcome = SendOutcome.Accepted;
        lock (_gate)
        {
            if (_hasLeft)
                return false;
            reply();
            foreach (var (frame, kind) in _pending ?? [])
            {
                if (outcome != SendOutcome.Lagged) // what comes after a hole is of no use
                    outcome = connection.Send(frame.For(connection.Wire), kind, channel.Name);
            }

            _pending = null;
        }

        Judge(outcome);
        return true;
    }

    /// <summary>When it returns, nothing more is on its way to it: the same client may be back with a later position.</summary>
    public void Leave()
    {
        lock (_gate)
            _hasLeft = true;
    }

    /// <summary>Takes it out of its channel and tells the client; once.</summary>
    public void End(UnsubscribePush why)
    {
        if (Interlocked.Exchange(ref _over, 1) != 0)
            return;
        channel.Leave(this);
        ended(this, why);
    }

    // Not under the lock: whoever leaves takes the channel's.
    private bool Judge(SendOutcome outcome)
    {
        switch (outcome)
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
