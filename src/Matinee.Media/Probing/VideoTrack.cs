namespace Matinee.Media.Probing;

/// <summary>The picture track that is encoded: coded size, and how it is meant to be shown.</summary>
public sealed record VideoTrack
{
    /// <summary>Index of the stream in the file, as ffmpeg's <c>-map 0:INDEX</c> takes it.</summary>
    public required int StreamIndex { get; init; }

    public required string Codec { get; init; }

    public required int CodedWidth { get; init; }

    public required int CodedHeight { get; init; }

    /// <summary>Width of a pixel over its height; 1/1 for square ones.</summary>
    public Rational SampleAspect { get; init; } = new(1, 1);

    /// <summary>Degrees clockwise to turn the picture: 0, 90, 180 or 270.</summary>
    public int Rotation { get; init; }

    public string PixelFormat { get; init; } = "yuv420p";

    /// <summary>Average frames a second; null when the headers do not say.</summary>
    public Rational? AverageFrameRate { get; init; }

    /// <summary>The lowest rate at which all timestamps fall on a grid, as libavformat guesses it.</summary>
    public Rational? BaseFrameRate { get; init; }

    /// <summary>When the first frame is shown and how long the track lasts; null when the headers do not say.</summary>
    public double? Start { get; init; }

    public double? Duration { get; init; }

    /// <summary>Frames the index lists; null for containers without an index.</summary>
    public long? FrameCount { get; init; }

    /// <summary>Bits a second; zero when unknown.</summary>
    public long BitRate { get; init; }

    public bool Interlaced { get; init; }

    /// <summary>PQ or HLG, which need tone mapping for an ordinary screen.</summary>
    public bool HighDynamicRange { get; init; }

    public VideoColour Colour { get; init; } = VideoColour.Unknown;

    /// <summary>Size in square pixels after rotation, not yet rounded to even numbers.</summary>
    public (int Width, int Height) DisplaySize
    {
        get
        {
            double width = CodedWidth * SampleAspect.Value;
            int squareWidth = Math.Max(1, (int)Math.Round(width, MidpointRounding.AwayFromZero));
            return Rotation is 90 or 270 ? (CodedHeight, squareWidth) : (squareWidth, CodedHeight);
        }
    }
}
