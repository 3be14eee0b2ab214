using System.Collections.Immutable;
using System.Text;

namespace Matinee.Testing.Media;

/// <summary>Uploads that try to make a server read, call or burn something. Names are those of the attack table.</summary>
public static class HostileMedia
{
    /// <summary>Files that reach for other files or hosts; written into <paramref name="folder"/>.</summary>
    public static async Task<ImmutableArray<HostileFile>> ReachingOutAsync(string folder, AttackTargets targets)
    {
        string sibling = Path.Combine(folder, "sibling.ts");
        File.Copy(targets.SecretVideo, sibling, overwrite: true);
        string link = Path.Combine(folder, "link.mp4");
        File.CreateSymbolicLink(link, targets.SecretText);
        return
        [
            await WriteAsync("playlist-to-http", "playlist-to-http.mp4", Playlist($"{targets.SinkUrl}/segment.ts")),
            await WriteAsync("m3u8-to-http", "m3u8-to-http.m3u8", Playlist($"{targets.SinkUrl}/segment.ts")),
            await WriteAsync("playlist-to-text", "playlist-to-text.mp4", Playlist("file://" + targets.SecretText)),
            await WriteAsync("playlist-to-video", "playlist-to-video.mp4", Playlist(targets.SecretVideo)),
            await WriteAsync("playlist-key-to-http", "playlist-key-to-http.mp4", KeyedPlaylist(targets)),
            await WriteAsync("concat-absolute", "concat-absolute.mp4", $"ffconcat version 1.0\nfile {targets.SecretVideo}\n"),
            await WriteAsync("concat-sibling", "concat-sibling.mp4", "ffconcat version 1.0\nfile sibling.ts\n"),
            await WriteAsync("concat-protocol", "concat-protocol.mp4", $"ffconcat version 1.0\nfile 'subfile,,start,0,end,0,,:{targets.SecretText}'\n"),
            await WriteAsync("dash", "dash.mp4", Dash(targets.SinkUrl)),
            await WriteAsync("sdp", "sdp.mp4", "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 45678 RTP/AVP 96\na=rtpmap:96 H264/90000\n"),
            await WriteAsync("svg", "svg.mp4", $"<svg xmlns='http://www.w3.org/2000/svg'><image href='{targets.SinkUrl}/x.png'/></svg>"),
            await WriteAsync("subtitle-script", "subtitle-script.mp4", "[Script Info]\nScriptType: v4.00+\n[Events]\nDialogue: 0,0:00:00.00,0:00:05.00,x,,0,0,0,,hello\n"),
            new HostileFile("link-to-text", link, null),
        ];

        async Task<HostileFile> WriteAsync(string name, string fileName, string text)
        {
            string path = Path.Combine(folder, fileName);
            await File.WriteAllTextAsync(path, text);
            return new HostileFile(name, path, null);
        }
    }

    /// <summary>Files that are broken, or cost more than they should; kept in the fixture cache.</summary>
    public static async Task<ImmutableArray<HostileFile>> BrokenAsync()
    {
        byte[] ordinary = await File.ReadAllBytesAsync(await FixtureCache.PathAsync(MediaFixtures.Baseline));
        return
        [
            await Bytes("zero-bytes", "mp4", "empty_file", []),
            await Bytes("text", "mp4", "not_media", Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("Dear server, this is a letter and not a film. ", 400)))),
            await Bytes("noise", "mkv", "not_media", Noise(64 * 1024)),
            await Bytes("truncated-index", "mp4", "source_truncated", ordinary[..(ordinary.Length * 6 / 10)]),
            await Bytes("unknown-codec", "mp4", "codec_not_decodable", Replace(ordinary, "avc1"u8, "zzz1"u8)),
            await Made("ten-days", "mp4", "implausible_duration", "-f lavfi -i color=size=16x16:rate=1/86400:duration=864000 -c:v libx264 -g 1 {out}"),
            await Made("huge-picture", "png", "format_not_allowed", "-f lavfi -i color=size=10000x10000 -frames:v 1 -pix_fmt monob {out}"),
            await Made("huge-frames", "mov", "too_many_pixels", "-f lavfi -i color=size=10000x10000:rate=1 -frames:v 2 -pix_fmt monob -c:v png {out}"),
            await Made("encrypted", "mp4", "encrypted", "-f lavfi -i testsrc2=size=320x180 -t 2 -c:v libx264 -encryption_scheme cenc-aes-ctr -encryption_key 76a6c65c5ea762046bd749a2e632ccbb -encryption_kid a7e61c373e219033c21091fa607bf3b8 {out}"),
            await Made("many-tracks", "mkv", "too_many_tracks", $"-f lavfi -i sine=sample_rate=8000 -t 0.2 {string.Concat(Enumerable.Repeat("-map 0:a ", 80))}-c:a pcm_s16le {{out}}"),
            await Made("subtitles-alone", "mkv", "nothing_to_play", "-i {srt} -c:s srt {out}"),
        ];
    }

    /// <summary>Index in front and complete, but half of the frames are missing: only the packet scan can tell.</summary>
    public static Task<string> TruncatedDataAsync() => FixtureCache.MakeAsync(
        "truncated-data.mp4",
        "half of the baseline, index in front",
        async folder =>
        {
            string whole = Path.Combine(folder, "whole.mp4");
            await FixtureCache.FfmpegAsync(folder, "-i", await FixtureCache.PathAsync(MediaFixtures.Baseline), "-c", "copy", "-movflags", "+faststart", whole);
            byte[] bytes = await File.ReadAllBytesAsync(whole);
            await File.WriteAllBytesAsync(Path.Combine(folder, "truncated-data.mp4"), bytes[..(bytes.Length / 2)]);
        });

    private static async Task<HostileFile> Bytes(string name, string extension, string code, byte[] bytes)
    {
        string recipe = $"{name} {bytes.Length} {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(bytes))}";
        string path = await FixtureCache.MakeAsync($"{name}.{extension}", recipe, folder => File.WriteAllBytesAsync(Path.Combine(folder, $"{name}.{extension}"), bytes));
        return new HostileFile(name, path, code);
    }

    private static async Task<HostileFile> Made(string name, string extension, string code, string step) =>
        new(name, await FixtureCache.PathAsync(new MediaFixture(name, extension, [step], 0, "25/1", 0, 0, 0)), code);

    private static string Playlist(string uri) =>
        $"#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:10\n#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:10.0,\n{uri}\n#EXT-X-ENDLIST\n";

    private static string KeyedPlaylist(AttackTargets targets) =>
        $"#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:10\n#EXT-X-KEY:METHOD=AES-128,URI=\"{targets.SinkUrl}/key\"\n#EXTINF:10.0,\n{targets.SecretVideo}\n#EXT-X-ENDLIST\n";

    private static string Dash(string sink) =>
        $"<?xml version=\"1.0\"?><MPD xmlns=\"urn:mpeg:dash:schema:mpd:2011\" type=\"static\" mediaPresentationDuration=\"PT10S\"><Period><AdaptationSet mimeType=\"video/mp4\"><Representation id=\"1\" bandwidth=\"1\"><BaseURL>{sink}/v.mp4</BaseURL></Representation></AdaptationSet></Period></MPD>";

    private static byte[] Noise(int length)
    {
        byte[] bytes = new byte[length];
        new Random(20).NextBytes(bytes);
        return bytes;
    }

    private static byte[] Replace(byte[] bytes, ReadOnlySpan<byte> what, ReadOnlySpan<byte> with)
    {
        byte[] copy = [.. bytes];
        for (int at = copy.AsSpan().IndexOf(what); at >= 0; at = copy.AsSpan().IndexOf(what))
        {
            with.CopyTo(copy.AsSpan(at));
        }

        return copy;
    }
}
