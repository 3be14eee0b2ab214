using Matinee.Realtime.Protocol;

namespace Matinee.Realtime.Admission;

/// <summary>One of the two below.</summary>
public abstract record RefreshDecision
{
    private protected RefreshDecision()
    {
    }
}

/// <param name="ExpiresAt">Null: it does not expire any more.</param>
public sealed record RefreshAllowed(DateTimeOffset? ExpiresAt) : RefreshDecision;

public sealed record RefreshRefused(RealtimeError Error) : RefreshDecision;
