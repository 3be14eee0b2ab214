using System.Collections.Immutable;

namespace Matinee.Testing.Media;

/// <summary>Every kind of source that an encode must get right, 6 to 12 s each. The files come from <see cref="FixtureCache"/>.</summary>
public static class MediaFixtures
{
    private const string X264 = "-c:v libx264 -preset ultrafast -pix_fmt yuv420p";
    private const string Sound = "-f lavfi -i sine=frequency=440:sample_rate=48000";

    /// <summary>H.264 and AAC in MP4, 30 frames a second: the ordinary file.</summary>
    public static MediaFixture Baseline { get; } = new(
        "baseline", "mp4", [$"{Picture(30, 10)} {Sound} -shortest {X264} -g 60 -c:a aac -t 10 {{out}}"], 10, "30/1", 640, 360, 1);

    /// <summary>A phone's variable rate: three seconds at 30, then every third frame, then 30 again.</summary>
    public static MediaFixture VariableRate { get; } = new(
        "variable-rate", "mp4",
        [$"{Picture(30, 9)} {Sound} -t 9 -vf select='between(t,3,6)*not(mod(n,3))+not(between(t,3,6))' -vsync vfr {X264} -g 75 -c:a aac {{out}}"],
        9, "30/1", 640, 360, 1);

    /// <summary>Leading pictures that refer across the keyframe.</summary>
    public static MediaFixture OpenGop { get; } = new(
        "open-gop", "mkv",
        [$"{Picture(25, 10)} {Sound} -t 10 -c:v libx264 -preset veryfast -pix_fmt yuv420p -x264-params open-gop=1:keyint=40:bframes=3:b-adapt=0 -c:a aac {{out}}"],
        10, "25/1", 640, 360, 1);

    /// <summary>A broadcast recording: the clock starts at 3,600 s.</summary>
    public static MediaFixture TransportStream { get; } = new(
        "transport-stream", "ts",
        [$"{Picture(25, 10)} {Sound} -t 10 {X264} -bf 2 -g 50 -c:a aac -output_ts_offset 3600 -f mpegts {{out}}"], 10, "25/1", 640, 360, 1);

    /// <summary>Trimmed without encoding, between two keyframes: the edit list hides the first frames.</summary>
    public static MediaFixture EditList { get; } = new(
        "edit-list", "mp4",
        [$"{Picture(30, 12)} {Sound} -t 12 {X264} -bf 2 -g 60 -c:a aac {{1}}.mp4", "-ss 2.5 -i {1}.mp4 -t 8 -c copy {out}"], 8, "30/1", 640, 360, 1);

    /// <summary>Ten bits, ordinary range.</summary>
    public static MediaFixture Hevc10 { get; } = new(
        "hevc-10-bit", "mp4",
        [$"{Picture(24, 6)} {Sound} -t 6 -c:v libx265 -preset ultrafast -pix_fmt yuv420p10le -tag:v hvc1 -x265-params log-level=error -c:a aac {{out}}"],
        6, "24/1", 640, 360, 1);

    /// <summary>Ten bits tagged as HDR10 (BT.2020, PQ).</summary>
    public static MediaFixture Hdr10 { get; } = new(
        "hdr10", "mp4",
        [$"{Picture(24, 6)} -t 6 -c:v libx265 -preset ultrafast -pix_fmt yuv420p10le -tag:v hvc1 -color_primaries bt2020 -color_trc smpte2084 -colorspace bt2020nc -x265-params log-level=error:colorprim=bt2020:transfer=smpte2084:colormatrix=bt2020nc:hdr10=1 {{out}}"],
        6, "24/1", 640, 360, 0);

    /// <summary>A program stream, as from a DVD.</summary>
    public static MediaFixture Mpeg2 { get; } = new(
        "mpeg2", "mpg", [$"{Picture(25, 8)} {Sound} -t 8 -c:v mpeg2video -b:v 2M -bf 2 -g 15 -c:a mp2 -f vob {{out}}"], 8, "25/1", 640, 360, 1);

    /// <summary>Fields, top first, in a transport stream.</summary>
    public static MediaFixture Interlaced { get; } = new(
        "interlaced", "ts",
        [$"{Picture(50, 8)} {Sound} -t 8 -vf tinterlace=interleave_top,fieldorder=tff -c:v mpeg2video -b:v 2M -flags +ildct+ilme -g 12 -c:a mp2 -f mpegts {{out}}"],
        8, "25/1", 640, 360, 1);

    /// <summary>MPEG-4 Part 2 and MP3 in AVI, whose packets carry no presentation time.</summary>
    public static MediaFixture Avi { get; } = new(
        "avi", "avi", [$"{Picture(25, 8)} {Sound} -t 8 -c:v mpeg4 -q:v 5 -bf 1 -g 60 -c:a libmp3lame {{out}}"], 8, "25/1", 640, 360, 1);

    /// <summary>An upright phone video: stored lying, with a display matrix.</summary>
    public static MediaFixture Rotated { get; } = new(
        "rotated", "mp4",
        [$"{Picture(30, 8)} {Sound} -t 8 {X264} -g 60 -c:a aac {{1}}.mp4", "-i {1}.mp4 -c copy -metadata:s:v rotate=90 {out}"], 8, "30/1", 360, 640, 1);

    /// <summary>5.1 in English, stereo in German, and two text subtitles.</summary>
    public static MediaFixture TwoLanguages { get; } = new(
        "two-languages", "mkv",
        [
            $"{Picture(25, 10)} -f lavfi -i sine=frequency=330 -f lavfi -i sine=frequency=550 -i {{srt}} -i {{srt}} -t 10 -map 0:v -map 1:a -map 2:a -map 3 -map 4 {X264} -g 50 -c:a:0 ac3 -ac:a:0 6 -c:a:1 libmp3lame -ac:a:1 2 -c:s srt -metadata:s:a:0 language=eng -metadata:s:a:1 language=ger -metadata:s:s:0 language=eng -metadata:s:s:1 language=ger -disposition:a:0 default -disposition:a:1 0 {{out}}",
        ],
        10, "25/1", 640, 360, 2);

    public static MediaFixture Silent { get; } = new(
        "silent", "mp4", [$"{Picture(30, 8)} -t 8 {X264} -g 60 {{out}}"], 8, "30/1", 640, 360, 0);

    /// <summary>A song with its cover.</summary>
    public static MediaFixture AudioOnly { get; } = new(
        "audio-only", "mp3",
        ["-f lavfi -i testsrc2=size=64x64 -frames:v 1 {1}.png", $"{Sound} -i {{1}}.png -map 0 -map 1 -t 9 -c:a libmp3lame -c:v copy -disposition:v attached_pic {{out}}"],
        9, "25/1", 0, 0, 1);

    /// <summary>Odd width and height.</summary>
    public static MediaFixture OddSize { get; } = new(
        "odd-size", "mp4",
        [$"-f lavfi -i testsrc2=size=427x241:rate=25 {Sound} -t 8 -c:v libx264 -preset ultrafast -pix_fmt yuv444p -g 50 -c:a aac {{out}}"],
        8, "25/1", 426, 240, 1);

    /// <summary>480 x 360 stored, 640 x 360 shown.</summary>
    public static MediaFixture Anamorphic { get; } = new(
        "anamorphic", "mp4",
        [$"-f lavfi -i testsrc2=size=480x360:rate=25,setsar=4/3 {Sound} -t 8 {X264} -g 50 -c:a aac {{out}}"], 8, "25/1", 640, 360, 1);

    public static MediaFixture Film { get; } = new(
        "film-23.976", "mp4", [$"{Picture("24000/1001", 10)} {Sound} -t 10 {X264} -g 48 -c:a aac {{out}}"], 10, "24000/1001", 640, 360, 1);

    public static MediaFixture HighRate { get; } = new(
        "high-rate-59.94", "mp4", [$"{Picture("60000/1001", 8)} {Sound} -t 8 {X264} -g 120 -c:a aac {{out}}"], 8, "60000/1001", 640, 360, 1);

    /// <summary>What a browser records: VP8 and Opus, no length in the header.</summary>
    public static MediaFixture BrowserRecording { get; } = new(
        "browser-recording", "webm",
        [$"{Picture(30, 8)} {Sound} -t 8 -c:v libvpx -deadline realtime -cpu-used 8 -b:v 1M -g 90 -c:a libopus -f webm -live 1 {{out}}"],
        8, "30/1", 640, 360, 1);

    /// <summary>Sound that starts half a second late and ends a second early.</summary>
    public static MediaFixture LateSound { get; } = new(
        "late-sound", "mkv",
        [$"{Picture(25, 9)} -itsoffset 0.5 -f lavfi -i sine=frequency=440:duration=7.5 -t 9 {X264} -g 50 -c:a libopus {{out}}"], 9, "25/1", 640, 360, 1);

    /// <summary>One frame more than two segments: the last one is a scrap.</summary>
    public static MediaFixture ScrapAtTheEnd { get; } = new(
        "scrap-at-the-end", "mp4", [$"{Picture(30, 9)} {Sound} {X264} -g 60 -c:a aac -frames:v 241 -t 8.04 {{out}}"], 8.033, "30/1", 640, 360, 1);

    public static ImmutableArray<MediaFixture> All { get; } =
    [
        Baseline, VariableRate, OpenGop, TransportStream, EditList, Hevc10, Hdr10, Mpeg2, Interlaced, Avi, Rotated, TwoLanguages, Silent,
        AudioOnly, OddSize, Anamorphic, Film, HighRate, BrowserRecording, LateSound, ScrapAtTheEnd,
    ];

    /// <summary>Any length of the ordinary file, for tests that need a longer encode. Short GOPs, 320 x 180.</summary>
    public static MediaFixture Lasting(int seconds) => new(
        $"long-{seconds}", "mp4",
        [$"-f lavfi -i testsrc2=size=320x180:rate=30 {Sound} -t {seconds} {X264} -g 60 -c:a aac -movflags +faststart {{out}}"],
        seconds, "30/1", 320, 180, 1);

    /// <summary>The same in 360p.</summary>
    public static MediaFixture LastingIn360(int seconds) => new(
        $"long-360-{seconds}", "mp4",
        [$"-f lavfi -i testsrc2=size=640x360:rate=30 {Sound} -t {seconds} {X264} -g 60 -c:a aac -movflags +faststart {{out}}"],
        seconds, "30/1", 640, 360, 1);

    private static string Picture(object rate, int seconds) => $"-f lavfi -i testsrc2=size=640x360:rate={rate}:duration={seconds}";
}
