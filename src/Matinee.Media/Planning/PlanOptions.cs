using Matinee.Media.Ladder;

namespace Matinee.Media.Planning;

/// <summary>What the planner may choose from.</summary>
public sealed class PlanOptions
{
    public LadderOptions Ladder { get; set; } = new();

    /// <summary>Codec of all rungs.</summary>
    public PictureCodec Codec { get; set; }

    /// <summary>Version that the new plan gets.</summary>
    public int Version { get; set; } = 1;

    /// <summary>x264 preset, for a ladder of H.264. veryfast costs half of fast, for about 8 % more bits at the same quality.</summary>
    public string Preset { get; set; } = CodecTraits.Of(PictureCodec.H264).Preset;

    /// <summary>x265 preset, for a ladder of HEVC.</summary>
    public string HevcPreset { get; set; } = CodecTraits.Of(PictureCodec.Hevc).Preset;

    /// <summary>SVT-AV1 preset, for a ladder of AV1: 0 to 13, the higher the faster.</summary>
    public string Av1Preset { get; set; } = CodecTraits.Of(PictureCodec.Av1).Preset;

    /// <summary>Version of ffmpeg that will encode; a part of the encoder key.</summary>
    public string EncoderVersion { get; set; } = "unknown";

    /// <summary>Length of a segment. 4 s starts fast and costs 2 % more bits than 6 s.</summary>
    public TimeSpan SegmentLength { get; set; } = TimeSpan.FromSeconds(4);

    /// <summary>Shortest and longest chunk after the first four, which are of 1, 1, 2 and 3 segments. 20 s costs what one process costs; 60 s bounds what a crash loses.</summary>
    public TimeSpan ShortestChunk { get; set; } = TimeSpan.FromSeconds(20);

    public TimeSpan LongestChunk { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Below this the scan runs before the plan: it takes less than a second.</summary>
    public TimeSpan ScanFirstBelow { get; set; } = TimeSpan.FromSeconds(40);

    /// <summary>Sound tracks kept, the default one first. A disc with commentaries and dubs has up to 8.</summary>
    public int MostAudioTracks { get; set; } = 8;

    /// <summary>Subtitle tracks kept.</summary>
    public int MostSubtitleTracks { get; set; } = 32;

    /// <summary>Bits a second of a stereo sound track.</summary>
    public int AudioBitRate { get; set; } = 128_000;

    /// <summary>Width of a storyboard tile; 160 is readable above a scrubber.</summary>
    public int StoryboardTileWidth { get; set; } = 160;
}
