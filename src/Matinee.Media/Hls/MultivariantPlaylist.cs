using System.Collections.Immutable;

namespace Matinee.Media.Hls;

/// <summary>A multivariant playlist: which renditions there are (RFC 8216bis, 4.4.6). Equal when its content is equal.</summary>
public sealed record MultivariantPlaylist
{
    public int Version { get; init; } = 7;

    public bool IndependentSegments { get; init; }

    public PlaylistStart? Start { get; init; }

    public ImmutableArray<PlaylistRendition> Renditions { get; init; } = [];

    /// <summary>In order of preference: a player begins with the first.</summary>
    public ImmutableArray<PlaylistVariant> Variants { get; init; } = [];

    public ImmutableArray<IFrameVariant> IFrameVariants { get; init; } = [];

    public bool Equals(MultivariantPlaylist? other) =>
        other is not null
        && (Version, IndependentSegments, Start) == (other.Version, other.IndependentSegments, other.Start)
        && Renditions.AsSpan().SequenceEqual(other.Renditions.AsSpan())
        && Variants.AsSpan().SequenceEqual(other.Variants.AsSpan())
        && IFrameVariants.AsSpan().SequenceEqual(other.IFrameVariants.AsSpan());

    public override int GetHashCode() => HashCode.Combine(Version, IndependentSegments, Renditions.Length, Variants.Length, IFrameVariants.Length);
}

/// <summary>EXT-X-MEDIA's TYPE.</summary>
public enum RenditionType
{
    Audio,
    Video,
    Subtitles,
}

/// <summary>EXT-X-MEDIA.</summary>
/// <param name="Name">What a menu shows; unique in its group.</param>
public sealed record PlaylistRendition(RenditionType Type, string GroupId, string Name)
{
    /// <summary>Null: the media is in the variant itself.</summary>
    public string? Uri { get; init; }

    /// <summary>BCP 47.</summary>
    public string? Language { get; init; }

    public bool Default { get; init; }

    /// <summary>May be chosen by language without the viewer asking. Implied by <see cref="Default"/>.</summary>
    public bool Autoselect { get; init; }

    public bool Forced { get; init; }

    public string? Channels { get; init; }

    public string? Characteristics { get; init; }
}

/// <summary>Pixels, width first.</summary>
public readonly record struct Resolution(int Width, int Height);

/// <summary>EXT-X-STREAM-INF.</summary>
/// <param name="Bandwidth">Peak bits a second of the heaviest playable combination.</param>
public sealed record PlaylistVariant(string Uri, long Bandwidth)
{
    public long? AverageBandwidth { get; init; }

    /// <summary>RFC 6381, of all renditions it plays with.</summary>
    public string? Codecs { get; init; }

    public Resolution? Resolution { get; init; }

    /// <summary>Written to three decimals.</summary>
    public decimal? FrameRate { get; init; }

    public string? AudioGroup { get; init; }

    public string? SubtitleGroup { get; init; }
}

/// <summary>EXT-X-I-FRAME-STREAM-INF.</summary>
public sealed record IFrameVariant(string Uri, long Bandwidth)
{
    public long? AverageBandwidth { get; init; }

    public string? Codecs { get; init; }

    public Resolution? Resolution { get; init; }
}
