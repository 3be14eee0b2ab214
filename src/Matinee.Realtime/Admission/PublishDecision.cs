using Matinee.Realtime.Protocol;

namespace Matinee.Realtime.Admission;

/// <summary>One of the three below.</summary>
public abstract record PublishDecision
{
    private protected PublishDecision()
    {
    }
}

/// <param name="Payload">What is published: as it came, or changed.</param>
/// <param name="DedupId">See <see cref="Brokers.LogEntry.DedupId"/>.</param>
public sealed record PublishAllowed(ReadOnlyMemory<byte> Payload, string? DedupId = null, IReadOnlyDictionary<string, string>? Tags = null) : PublishDecision;

/// <summary>The host has published it already, or swallows it: the client is told that it went well.</summary>
public sealed record PublishHandled : PublishDecision;

public sealed record PublishRefused(RealtimeError Error) : PublishDecision;
