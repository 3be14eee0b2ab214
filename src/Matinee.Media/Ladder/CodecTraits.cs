namespace Matinee.Media.Ladder;

/// <summary>What a codec changes in a ladder, and who encodes it.</summary>
/// <param name="Encoder">ffmpeg's name of the encoder; the first part of every encoder key.</param>
/// <param name="Name">As ffmpeg and the API name the codec.</param>
/// <param name="Preset">Where nobody chose one.</param>
/// <param name="Crf">Constant rate factor; each encoder has a scale of its own.</param>
/// <param name="RateShare">Of the caps that H.264 has at the same quality.</param>
/// <param name="Profile">As the encoder names it.</param>
/// <param name="SmallestSide">Pixels; below it the encoder refuses.</param>
public sealed record CodecTraits(string Encoder, string Name, string Preset, int Crf, double RateShare, string Profile, int SmallestSide)
{
    /// <summary>veryfast costs half of fast, for about 8 % more bits at the same quality. 22 is indistinguishable from the source for most viewers.</summary>
    private static readonly CodecTraits H264 = new("libx264", "h264", "veryfast", 22, 1, "high", 16);

    /// <summary>
    /// superfast costs 1.2 times of what x264 does at veryfast, and the next preset 1.7 times for 2 % fewer bits (measured).
    /// x265 says that its 28 looks like x264's 23; 26 is one step more careful. Eight bits: what all its players decode.
    /// </summary>
    private static readonly CodecTraits Hevc = new("libx265", "hevc", "superfast", 26, 0.65, "main", 16);

    /// <summary>
    /// Preset 10 costs twice of what x264 does at veryfast, 8 nearly five times (measured). 35 is the encoder's own default, and
    /// looks like 22 to 23 of x264. SVT-AV1 takes no picture below 64 pixels a side.
    /// </summary>
    private static readonly CodecTraits Av1 = new("libsvtav1", "av1", "10", 35, 0.55, "main", 64);

    public static CodecTraits Of(PictureCodec codec) => codec switch
    {
        PictureCodec.H264 => H264,
        PictureCodec.Hevc => Hevc,
        PictureCodec.Av1 => Av1,
        _ => throw new ArgumentOutOfRangeException(nameof(codec), codec, "There is no such codec."),
    };

    /// <summary>Family and version, which must match in all segments of a rendition: both are written into its init.</summary>
    public string Key(string ffmpegVersion) => $"{Encoder}/{ffmpegVersion}";
}
