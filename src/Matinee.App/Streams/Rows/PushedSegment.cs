using Matinee.App.Storage;

namespace Matinee.App.Streams.Rows;

/// <summary>A segment that was looked at and is in the store; whether it counts is decided by the rows.</summary>
internal sealed record PushedSegment
{
    public required StreamId Stream { get; init; }

    public required string Variant { get; init; }

    /// <summary>The publisher's own number.</summary>
    public required long Sequence { get; init; }

    /// <summary>Of the stream's record as this node knows it.</summary>
    public required int Epoch { get; init; }

    public required string Format { get; init; }

    public required ObjectKey Key { get; init; }

    public required long Bytes { get; init; }

    public required string Sha256 { get; init; }

    public required long DurationUs { get; init; }

    /// <summary>Media time of its first sample.</summary>
    public required long StartsUs { get; init; }

    /// <summary>Time of day of its first sample, where the publisher said it.</summary>
    public long? ProgramUs { get; init; }

    /// <summary>The publisher said that it does not continue the one before.</summary>
    public bool Discontinuity { get; init; }

    /// <summary>Since its first byte came.</summary>
    public TimeSpan Age { get; init; }

    /// <summary>The init segment that it was read with: one of the track's, or one that came with it.</summary>
    public int InitNumber { get; init; }

    public PushedInit? Init { get; init; }

    public string Codecs { get; init; } = "";

    public int Width { get; init; }

    public int Height { get; init; }
}

/// <summary>An init segment that is in the store.</summary>
internal sealed record PushedInit(ObjectKey Key, long Bytes, string Sha256);
