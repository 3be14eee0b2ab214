using System.Collections.Immutable;
using System.Security.Cryptography;
using Matinee.App.Library;
using Matinee.App.Storage;
using Matinee.App.Transcoding;
using Matinee.Media;
using Matinee.Media.Ladder;
using Matinee.Media.Planning;

namespace Matinee.Tests.Playback;

/// <summary>Snapshots of published videos as the transcoder would hand them out.</summary>
internal static class PublishedSamples
{
    public static readonly VideoId Id = VideoId.From("v0123456789abcdef");

    public static EncodePlan Plan(int version = 1, int rungs = 2, int audio = 1, Rational? rate = null, long frames = 360) => new()
    {
        Version = version,
        FrameRate = rate ?? new Rational(30, 1),
        SegmentFrames = 120,
        VideoStreamIndex = rungs > 0 ? 0 : null,
        Renditions = [.. new[] { Rung("1080p", 1920, 1080, 6_000_000), Rung("720p", 1280, 720, 3_000_000), Rung("360p", 640, 360, 900_000) }.Take(rungs)],
        Audio = [.. new[] { Sound(0, "eng", "English", true), Sound(1, "deu", "Kommentar \"Regie\"", false) }.Take(audio)],
        EncoderKey = "x264",
        Preset = "veryfast",
        ShortestChunk = TimeSpan.FromSeconds(20),
        LongestChunk = TimeSpan.FromSeconds(60),
        ExpectedFrames = frames,
        TotalFrames = frames,
    };

    public static PublishedVideo Video(
        EncodePlan plan, int segments, bool complete = false, int? audioSegments = null, ImmutableArray<PublishedTrack>? more = null, long revision = 1) =>
        new(Id, plan.Version, revision, complete, plan,
        [
            .. plan.Renditions.Select(r => Picture(plan, r, segments)),
            .. plan.Audio.Select(a => Audio(plan, a, audioSegments ?? segments)),
            .. more ?? [],
        ], null, null);

    public static PublishedTrack Picture(EncodePlan plan, Rendition rung, int segments)
    {
        const int Timescale = 30000;
        var ticks = plan.SegmentFrames * Timescale * plan.FrameRate.Denominator / plan.FrameRate.Numerator;
        return Track($"{rung.Name}-{plan.Version}", TrackKind.Video, rung.Name, Timescale, "avc1.64001f", rung.Width, rung.Height, ticks, segments, rung.MaxRate / 8 * 2);
    }

    public static PublishedTrack Audio(EncodePlan plan, AudioRendition audio, int segments) =>
        Track($"audio{audio.Index}-{plan.Version}", TrackKind.Audio, audio.Name, 48000, "mp4a.40.2", 0, 0, 188 * 1024, segments, 60_000);

    public static PublishedTrack Subtitle(int version) => new(
        $"sub0-{version}", TrackKind.Subtitle, "English", 0, "wvtt", 0, 0, null, 0, "",
        [new PublishedSegment(0, new ObjectKey($"videos/{Id}/{version}/sub0/00000.vtt"), 40, 0, 0, 0, Hash("sub"))]);

    public static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)));

    private static PublishedTrack Track(
        string variant, TrackKind kind, string name, int timescale, string codecs, int width, int height, long ticks, int segments, long bytes)
    {
        var folder = $"videos/{Id}/{variant}";
        return new PublishedTrack(
            variant, kind, name, timescale, codecs, width, height, new ObjectKey($"{folder}/init.mp4"), 700, Hash(variant),
            [
                .. Enumerable.Range(0, segments).Select(n => new PublishedSegment(
                    n, new ObjectKey($"{folder}/{n:00000}-1.m4s"), bytes, ticks, kind == TrackKind.Video ? 76 : 0, kind == TrackKind.Video ? 9000 : 0, Hash($"{variant}{n}"))),
            ]);
    }

    private static Rendition Rung(string name, int width, int height, int rate) => new(name, width, height, new Rational(30, 1), 22, rate, rate * 3 / 2, "high");

    private static AudioRendition Sound(int index, string language, string name, bool isDefault) => new(index, index + 1, language, name, 2, 2, 128_000, isDefault);
}
