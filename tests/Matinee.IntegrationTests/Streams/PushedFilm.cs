using Matinee.Testing.Media;

namespace Matinee.IntegrationTests.Streams;

/// <summary>What an encoder makes of twelve seconds: an init segment and segments of two seconds. Real ones, made once by ffmpeg.</summary>
internal sealed record PushedFilm(byte[]? Init, IReadOnlyList<byte[]> Segments)
{
    public const int Seconds = 2;

    private const int Count = 6;

    /// <summary>Sound and picture together in fragmented MP4, as ffmpeg's hls muxer writes them.</summary>
    public static Task<PushedFilm> FragmentedAsync(int height = 180) =>
        MakeAsync($"film-{height}.m4s", height, ["-hls_segment_type", "fmp4", "-hls_fmp4_init_filename", "init.mp4", "-hls_segment_filename", "s%d.bin", "list.m3u8"], hasInit: true);

    public static Task<PushedFilm> TransportAsync(int height = 180) =>
        MakeAsync($"film-{height}.ts", height, ["-hls_segment_filename", "s%d.bin", "list.m3u8"], hasInit: false);

    private static async Task<PushedFilm> MakeAsync(string name, int height, string[] muxer, bool hasInit)
    {
        string[] arguments =
        [
            "-f", "lavfi", "-i", $"testsrc2=size={height * 16 / 9}x{height}:rate=25", "-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000", "-t", $"{Seconds * Count}",
            "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", $"{Seconds * 25}", "-sc_threshold", "0", "-c:a", "aac", "-f", "hls", "-hls_time", $"{Seconds}", .. muxer,
        ];
        var path = await FixtureCache.MakeAsync(name, string.Join(' ', arguments), async folder =>
        {
            await FixtureCache.FfmpegAsync(folder, arguments);
            await using var packed = new BinaryWriter(File.Create(Path.Combine(folder, name)));
            string[] files = [.. hasInit ? ["init.mp4"] : Array.Empty<string>(), .. Enumerable.Range(0, Count).Select(i => $"s{i}.bin")];
            foreach (var file in files)
            {
                var bytes = await File.ReadAllBytesAsync(Path.Combine(folder, file));
                packed.Write(bytes.Length);
                packed.Write(bytes);
            }
        });
        using var reader = new BinaryReader(File.OpenRead(path));
        var init = hasInit ? reader.ReadBytes(reader.ReadInt32()) : null;
        return new PushedFilm(init, [.. Enumerable.Range(0, Count).Select(_ => reader.ReadBytes(reader.ReadInt32()))]);
    }
}
