using Matinee.Media.Ffmpeg;
using Matinee.Media.Ladder;
using Matinee.Media.Planning;

namespace Matinee.Media.Commands;

/// <summary>
/// How each encoder is told the same: closed groups of exactly one segment, a constant quality under a cap, so many threads, and
/// nothing in the init that depends on the chunk.
/// </summary>
internal static class EncoderArguments
{
    public static IEnumerable<string> For(EncodePlan plan, int threads)
    {
        string gop = SourceArguments.Number(plan.SegmentFrames);
        return
        [
            "-c:v", CodecTraits.Of(plan.Codec).Encoder, "-preset", plan.Preset,
            .. plan.Renditions.SelectMany((rendition, i) => (string[])
            [
                $"-crf:v:{i}", SourceArguments.Number(rendition.Crf),
                $"-maxrate:v:{i}", SourceArguments.Number(rendition.MaxRate),
                $"-bufsize:v:{i}", SourceArguments.Number(rendition.BufferSize),
            ]),
            "-g", gop,
            .. plan.Codec switch
            {
                PictureCodec.Hevc => Hevc(plan, gop, threads),
                PictureCodec.Av1 => Av1(threads),
                _ => H264(plan, gop, threads),
            },
        ];
    }

    private static string[] H264(EncodePlan plan, string gop, int threads) =>
    [
        "-threads", SourceArguments.Number(threads), "-keyint_min", gop, "-sc_threshold", "0", "-bf", "2",
        .. plan.Renditions.SelectMany((rendition, i) => (string[])[$"-profile:v:{i}", rendition.Profile]),
    ];

    /// <summary>
    /// x265 has one pool of threads a rendition, and by default one thread a core in each. One frame at a time keeps the rate
    /// control repeatable; rows of blocks still run side by side. Without hvc1 Apple's players show nothing.
    /// </summary>
    private static string[] Hevc(EncodePlan plan, string gop, int threads) =>
    [
        "-tag:v", "hvc1", "-profile:v", plan.Renditions[0].Profile, "-threads", SourceArguments.Number(threads), "-x265-params",
        $"keyint={gop}:min-keyint={gop}:scenecut=0:open-gop=0:repeat-headers=0:info=0:pools={SourceArguments.Number(threads)}:frame-threads=1:log-level=error",
    ];

    /// <summary>
    /// irefresh-type 2 is a closed group; SVT-AV1 1.4 counts the group by -g to the frame. It has threads of its own and takes no
    /// notice of -threads.
    /// </summary>
    private static string[] Av1(int threads) =>
        ["-svtav1-params", $"irefresh-type=2:scd=0:lp={SourceArguments.Number(threads)}"];
}
