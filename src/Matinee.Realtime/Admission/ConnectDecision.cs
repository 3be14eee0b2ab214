using Matinee.Realtime.Protocol;

namespace Matinee.Realtime.Admission;

/// <summary>One of the three below.</summary>
public abstract record ConnectDecision
{
    private protected ConnectDecision()
    {
    }
}

public sealed record ConnectAllowed : ConnectDecision
{
    /// <summary>Empty for the anonymous.</summary>
    public required string User { get; init; }

    /// <summary>JSON that presence and publications show to others.</summary>
    public ReadOnlyMemory<byte> Connection { get; init; }

    /// <summary>JSON for the client itself.</summary>
    public ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>Null: it does not expire.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Channels that the connection is subscribed to without asking.</summary>
    public IReadOnlyDictionary<string, SubscribeAllowed> Channels { get; init; } = new Dictionary<string, SubscribeAllowed>();

    /// <summary>Whatever the policy wants to find again in <see cref="RealtimeClient.Tag"/>.</summary>
    public object? Tag { get; init; }
}

/// <summary>The reply says why; 109 makes the client fetch another token.</summary>
public sealed record ConnectRefused(RealtimeError Error) : ConnectDecision;

/// <summary>The connection is closed with this advice.</summary>
public sealed record ConnectClosed(DisconnectAdvice Advice) : ConnectDecision;
