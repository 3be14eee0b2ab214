using System.Text.Json;
using Matinee.Media.Ffmpeg;
using Matinee.Testing.Faults;
using Xunit;

namespace Matinee.IntegrationTests.Media;

public sealed class EncoderProbeTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("matinee-encoders-").FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task What_encodes_here_is_found_soon_and_what_does_not_is_absent()
    {
        FfmpegTool tool = await Tools.ToolAsync();
        long started = TimeProvider.System.GetTimestamp();

        EncoderAbilities abilities = await EncoderProbe.RunAsync(tool, Stop);

        TestContext.Current.TestOutputHelper!.WriteLine($"{TimeProvider.System.GetElapsedTime(started).TotalSeconds:0.0} s: {abilities}, {string.Join(", ", abilities.Encoders)}");
        Assert.Equal(tool.Version, abilities.FfmpegVersion);
        Assert.Equal(["h264", "hevc", "av1"], abilities.Encoders.Where(encoder => !encoder.Hardware).Select(encoder => encoder.Codec));
        Assert.All(abilities.Encoders, encoder => Assert.InRange(encoder.FramesPerSecond, 1, 100_000));
        Assert.Contains("zscale", abilities.Filters);
        Assert.Equal(Environment.ProcessorCount, abilities.Cores);
        Assert.InRange(abilities.MemoryBytes, 64L << 20, 1L << 50);
        if (!Directory.Exists("/dev/dri") && !File.Exists("/dev/nvidiactl"))
        {
            Assert.DoesNotContain(abilities.Encoders, encoder => encoder.Hardware);
        }

        Assert.Equivalent(abilities, JsonSerializer.Deserialize(JsonSerializer.Serialize(abilities, AbilityJson.Default.EncoderAbilities), AbilityJson.Default.EncoderAbilities));
    }

    [Theory]
    [InlineData("libx264", "exit 1")] // It fails at once.
    [InlineData("h264_nvenc", "exit 1")] // A driver is missing.
    [InlineData("h264_nvenc", "sleep 600")] // A driver hangs.
    [InlineData("libx264", "echo frame=3; echo progress=end")] // It ended well and wrote too little.
    public async Task An_encoder_that_is_listed_and_does_not_work_is_absent(string encoder, string behaviour)
    {
        string script = Path.Combine(folder, "ffmpeg");
        await File.WriteAllTextAsync(script, $"#!/bin/sh\ncase \"$*\" in *-encoders) echo ' V....D {encoder} x';; *-filters) ;; *) {behaviour};; esac\n", Stop);
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        FfmpegTool tool = (await Tools.ToolAsync()) with { FfmpegPath = script };
        long started = TimeProvider.System.GetTimestamp();

        EncoderAbilities abilities = await EncoderProbe.RunAsync(tool, Stop);

        Assert.Empty(abilities.Encoders);
        Assert.InRange(TimeProvider.System.GetElapsedTime(started), TimeSpan.Zero, TimeSpan.FromSeconds(Soak.Count(full: 8, brief: 120)));
    }
}
