using Matinee.Realtime.Brokers;

namespace Matinee.Brokers.Logs;

/// <summary>One entry of a channel's log as it is stored and told to followers.</summary>
/// <param name="Publication">Null: nothing but the beginning of an epoch.</param>
/// <param name="Version">The slot's, after this entry.</param>
/// <param name="State">The slot's value; null: unchanged by this entry and not repeated in it.</param>
internal sealed record LogRecord(string Epoch, long Offset, long Version, ReadOnlyMemory<byte>? State, Publication? Publication)
{
    /// <summary>What stood before an epoch's first entry.</summary>
    public const string NoTag = "-";

    /// <summary>Random; tells this entry from any other that came to stand at the same offset.</summary>
    public required string Tag { get; init; }

    /// <summary>The tag of the entry before it.</summary>
    public required string PreviousTag { get; init; }

    /// <summary>What it is remembered by for a while; null: nothing.</summary>
    public string? DedupId { get; init; }

    /// <summary>Its place in a store that counts on over the epochs; not part of its bytes.</summary>
    public long Index { get; init; }

    /// <summary>The first offset that could be read when this entry was written; 0: the store knows better.</summary>
    public long Oldest { get; init; }

    /// <summary>On the store's clock, milliseconds since 1970; 0: the store knows better.</summary>
    public long At { get; init; }

    public Retention Retention { get; init; }

    public StreamPosition Position => new(Epoch, Offset);
}
