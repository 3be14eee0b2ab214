using Matinee.Realtime.Protocol;

namespace Matinee.Realtime.Admission;

/// <summary>One of the two below.</summary>
public abstract record RpcDecision
{
    private protected RpcDecision()
    {
    }
}

/// <param name="Payload">JSON; empty: none.</param>
public sealed record RpcAnswered(ReadOnlyMemory<byte> Payload) : RpcDecision;

public sealed record RpcRefused(RealtimeError Error) : RpcDecision;
