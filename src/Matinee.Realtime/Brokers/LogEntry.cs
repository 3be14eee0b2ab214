namespace Matinee.Realtime.Brokers;

/// <summary>What is to stand in a channel's log.</summary>
public sealed record LogEntry
{
    /// <summary>At most 64 KiB. Kept as it is.</summary>
    public required ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>Names this entry for 60 s in this channel; at most 64 bytes. Null: no de-duplication.</summary>
    public string? DedupId { get; init; }

    /// <summary>At most 16, with keys and values of at most 256 bytes.</summary>
    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    /// <summary>Who published it; null for the server itself.</summary>
    public Publisher? Publisher { get; init; }

    /// <summary>Null: the slot is neither checked nor changed.</summary>
    public StateWrite? State { get; init; }

    public Retention Retention { get; init; } = Retention.Default;
}
