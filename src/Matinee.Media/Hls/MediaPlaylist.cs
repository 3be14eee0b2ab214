using System.Collections.Immutable;
using Matinee.Media.Cmaf;

namespace Matinee.Media.Hls;

/// <summary>A media playlist: the segments of one rendition (RFC 8216bis, 4.4.3). Equal when its content is equal.</summary>
public sealed record MediaPlaylist
{
    /// <summary>7 covers fMP4 with EXT-X-MAP and everything else written here.</summary>
    public int Version { get; init; } = 7;

    /// <summary>Seconds; no segment's duration rounds to more. Constant for the life of the playlist.</summary>
    public required int TargetDuration { get; init; }

    public long MediaSequence { get; init; }

    /// <summary>Discontinuities before the first segment; 0 is not written.</summary>
    public long DiscontinuitySequence { get; init; }

    public PlaylistType Type { get; init; }

    public bool IndependentSegments { get; init; }

    /// <summary>Every segment is a single key frame, named by its byte range.</summary>
    public bool IFramesOnly { get; init; }

    public PlaylistStart? Start { get; init; }

    /// <summary>Nothing will be added any more.</summary>
    public bool EndList { get; init; }

    public ImmutableArray<PlaylistSegment> Segments { get; init; } = [];

    public bool Equals(MediaPlaylist? other) =>
        other is not null
        && (Version, TargetDuration, MediaSequence, Type) == (other.Version, other.TargetDuration, other.MediaSequence, other.Type)
        && DiscontinuitySequence == other.DiscontinuitySequence
        && (IndependentSegments, IFramesOnly, Start, EndList) == (other.IndependentSegments, other.IFramesOnly, other.Start, other.EndList)
        && Segments.AsSpan().SequenceEqual(other.Segments.AsSpan());

    public override int GetHashCode() => HashCode.Combine(Version, TargetDuration, MediaSequence, Type, EndList, Segments.Length);
}

/// <summary>EXT-X-PLAYLIST-TYPE.</summary>
public enum PlaylistType
{
    /// <summary>Not said: segments may leave.</summary>
    None,

    /// <summary>Segments are only added.</summary>
    Event,

    /// <summary>Never changes.</summary>
    Vod,
}

/// <summary>EXT-X-START.</summary>
/// <param name="TimeOffset">Seconds from the beginning, or from the end when negative.</param>
/// <param name="Precise">Begin exactly there, not at the start of the segment.</param>
public sealed record PlaylistStart(decimal TimeOffset, bool Precise);

/// <summary>EXT-X-MAP: the init segment of what follows.</summary>
public sealed record PlaylistMap(string Uri, ByteRange? Range = null);

/// <param name="Uri">Relative to the playlist.</param>
/// <param name="Duration">Seconds.</param>
public sealed record PlaylistSegment(string Uri, decimal Duration)
{
    public string? Title { get; init; }

    public ByteRange? Range { get; init; }

    /// <summary>The init segment in force; written when it differs from the previous segment's.</summary>
    public PlaylistMap? Map { get; init; }

    public bool Discontinuity { get; init; }

    /// <summary>There is nothing under the URI, and players do not ask for it; needs version 8.</summary>
    public bool Gap { get; init; }

    /// <summary>When its first sample was captured; kept to the millisecond, in UTC.</summary>
    public DateTimeOffset? ProgramDateTime { get; init; }
}
