using System.Collections.Immutable;
using Matinee.Media.Ladder;

namespace Matinee.Media.Planning;

/// <summary>Everything about one output file, decided.</summary>
public sealed record FilePlan
{
    public required FileContainer Container { get; init; }

    /// <summary>Stream of the picture in the source; null for none.</summary>
    public int? VideoStreamIndex { get; init; }

    /// <summary>Codec that the file's picture will have, as ffprobe names it; null for none.</summary>
    public string? VideoCodec { get; init; }

    /// <summary>Null: the picture is copied, or there is none.</summary>
    public PictureCodec? Encode { get; init; }

    /// <summary>As shown, in square pixels; zero without a picture and where it is copied.</summary>
    public int Width { get; init; }

    public int Height { get; init; }

    /// <summary>Of the grid that an encoded picture is brought to.</summary>
    public Rational FrameRate { get; init; } = new(25, 1);

    public PictureTreatment Picture { get; init; } = PictureTreatment.None;

    public int? VideoBitRate { get; init; }

    public int Crf { get; init; }

    public ImmutableArray<AudioRendition> Audio { get; init; } = [];

    public FileSound Sound { get; init; } = FileSound.None;

    /// <summary>Seconds the file should last; null where the source's headers do not say.</summary>
    public double? Seconds { get; init; }

    /// <summary>Frames to be encoded; null for none and where nobody knows.</summary>
    public long? Frames => Encode is not null && Seconds is { } seconds ? Math.Max(1, FrameRate.Frames(seconds)) : null;

    /// <summary>What a worker must have: ffmpeg's encoder; null where nothing is encoded but sound.</summary>
    public string? Encoder => Encode is { } codec ? CodecTraits.Of(codec).Encoder : null;
}
