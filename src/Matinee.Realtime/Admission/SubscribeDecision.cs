using Matinee.Realtime.Brokers;
using Matinee.Realtime.Protocol;

namespace Matinee.Realtime.Admission;

/// <summary>One of the two below.</summary>
public abstract record SubscribeDecision
{
    private protected SubscribeDecision()
    {
    }
}

public sealed record SubscribeAllowed : SubscribeDecision
{
    /// <summary>JSON about this subscription that others see.</summary>
    public ReadOnlyMemory<byte> Channel { get; init; }

    /// <summary>Null: it does not expire.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>
    /// JSON for the subscriber, made after its position is fixed and not older than it: what is published from the position on comes besides, so
    /// that a change may be in both, and none in neither. Not asked for when the client's recovery succeeded.
    /// </summary>
    public Func<StreamPosition, CancellationToken, Task<ReadOnlyMemory<byte>>>? Snapshot { get; init; }

    /// <summary>Others see it in presence and hear it join and leave.</summary>
    public bool IsSeen { get; init; } = true;
}

public sealed record SubscribeRefused(RealtimeError Error) : SubscribeDecision;
