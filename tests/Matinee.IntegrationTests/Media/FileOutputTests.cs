using System.Text.Json;
using Matinee.Media;
using Matinee.Media.Commands;
using Matinee.Media.Ffmpeg;
using Matinee.Media.Planning;
using Matinee.Media.Probing;
using Matinee.Testing.Media;
using Xunit;

namespace Matinee.IntegrationTests.Media;

public sealed class FileOutputTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("matinee-file-").FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("baseline", "mp4", "h264", "aac", 0, "h264 640x360 aac")]
    [InlineData("rotated", "mp4", "hevc", "aac", 0, "hevc 360x640 aac")]
    [InlineData("hdr10", "webm", "av1", "opus", 0, "av1 640x360 ")]
    [InlineData("two-languages", "mkv", "h264", "opus", 200, "h264 200x112 opus,opus")]
    [InlineData("interlaced", "mp4", "h264", "none", 0, "h264 640x360 ")]
    [InlineData("anamorphic", "mp4", "h264", "aac", 320, "h264 320x180 aac")]
    [InlineData("transport-stream", "mkv", "copy", "copy", 0, "h264 640x360 aac")]
    [InlineData("hevc-10-bit", "mp4", "copy", "opus", 0, "hevc 640x360 opus")]
    [InlineData("baseline", "mp4", "none", "aac", 0, " 0x0 aac")]
    [InlineData("audio-only", "mp4", "h264", "aac", 0, " 0x0 aac")]
    [InlineData("variable-rate", "mp4", "h264", "aac", 0, "h264 640x360 aac")]
    public async Task A_source_becomes_the_file_that_was_asked_for(string name, string container, string video, string audio, int width, string expected)
    {
        MediaSource source = await SourceAsync(name);
        FileOutputSpec spec = FileOutputSpec.Of(container, video, audio) with { Width = width > 0 ? width : null };
        FilePlan plan = Planned(FilePlanner.Plan(await ProbeAsync(source), spec));

        FfmpegOutcome outcome = await EncodeAsync(plan, source);

        string path = Path.Combine(folder, FileOutputCommand.OutputFile(plan));
        Assert.Equal([path], Directory.GetFiles(folder));
        MediaProbe probe = Assert.IsType<FileVerdict.Accepted>(await FileOutputCheck.VerifyAsync(await Tools.ProberAsync(), plan, path, Stop)).Probe;
        Assert.Equal(expected, $"{probe.Video?.Codec} {probe.Video?.DisplaySize.Width ?? 0}x{probe.Video?.DisplaySize.Height ?? 0} {string.Join(',', probe.Audio.Select(track => track.Codec))}");
        Assert.Equal(plan.Audio.Select(track => track.Language), probe.Audio.Select(track => track.Language));
        await Judge.DecodesInSilenceAsync(path);
        if (plan.Frames is { } frames)
        {
            Assert.InRange(outcome.Frames, frames - 1, frames + 1);
        }
    }

    [Fact]
    public async Task An_average_rate_is_kept()
    {
        MediaSource source = await SourceAsync("baseline");
        FileOutputSpec spec = FileOutputSpec.Of("mp4", "h264", "none") with { VideoBitRate = 400_000 };
        FilePlan plan = Planned(FilePlanner.Plan(await ProbeAsync(source), spec));

        await EncodeAsync(plan, source);

        long bytes = new FileInfo(Path.Combine(folder, FileOutputCommand.OutputFile(plan))).Length;
        Assert.InRange(bytes * 8 / plan.Seconds!.Value, 300_000, 500_000); // The fixture's header tells its length.
    }

    [Fact]
    public async Task It_is_read_over_the_proxy_alike()
    {
        MediaSource file = await SourceAsync("baseline");
        FilePlan plan = Planned(FilePlanner.Plan(await ProbeAsync(file), FileOutputSpec.Of("mp4", null, null)));
        string path = Path.Combine(folder, FileOutputCommand.OutputFile(plan));
        await EncodeAsync(plan, file);
        byte[] direct = await File.ReadAllBytesAsync(path, Stop);
        await using var proxy = RangeProxy.Start(new FileOrigin(file.FilePath!)); // It is one.

        await EncodeAsync(plan, proxy.Source);

        Assert.Equal(direct, await File.ReadAllBytesAsync(path, Stop));
    }

    [Fact]
    public async Task A_file_that_is_not_as_planned_is_refused()
    {
        FilePlan plan = Planned(FilePlanner.Plan(await ProbeAsync(await SourceAsync("baseline")), FileOutputSpec.Of("mp4", null, null)));
        string[] cases =
        [
            "verify_duration|-t 5 -c copy -movflags +faststart",
            "verify_index|-c copy",
            "verify_size|-s 320x180 -preset ultrafast -movflags +faststart",
            "verify_codec|-c:v mpeg4 -movflags +faststart",
            "verify_codec|-c:v copy -c:a libmp3lame -movflags +faststart",
            "verify_tracks|-c:v copy -an -movflags +faststart",
        ];
        foreach (string[] one in cases.Select(one => one.Split('|')))
        {
            string path = Path.Combine(folder, "wrong.mp4");
            await FixtureCache.FfmpegAsync(folder, ["-i", (await SourceAsync("baseline")).FilePath!, .. one[1].Split(' '), path]); // It is one.

            FileVerdict verdict = await FileOutputCheck.VerifyAsync(await Tools.ProberAsync(), plan, path, Stop);

            Assert.Equal(one[0], Assert.IsType<FileVerdict.Refused>(verdict).Code);
        }

        await File.WriteAllTextAsync(Path.Combine(folder, "wrong.mp4"), "nothing", Stop);
        FileVerdict unreadable = await FileOutputCheck.VerifyAsync(await Tools.ProberAsync(), plan, Path.Combine(folder, "wrong.mp4"), Stop);
        Assert.Equal("verify_unreadable", Assert.IsType<FileVerdict.Refused>(unreadable).Code);
    }

    [Fact]
    public async Task Nothing_of_the_sources_metadata_reaches_the_file()
    {
        string tagged = Path.Combine(folder, "tagged.mp4");
        string plain = (await SourceAsync("baseline")).FilePath!; // It is one.
        await FixtureCache.FfmpegAsync(folder, "-i", plain, "-c", "copy", "-metadata", "title=WHERE-I-LIVE", "-metadata", "location=+48.1+011.5/", tagged);
        var source = new MediaSource(tagged);
        FilePlan plan = Planned(FilePlanner.Plan(await ProbeAsync(source), FileOutputSpec.Of("mp4", "copy", "copy")));

        await EncodeAsync(plan, source);

        string text = await File.ReadAllTextAsync(Path.Combine(folder, FileOutputCommand.OutputFile(plan)), System.Text.Encoding.Latin1, Stop);
        Assert.DoesNotContain("WHERE-I-LIVE", text, StringComparison.Ordinal);
        Assert.DoesNotContain("+48.1", text, StringComparison.Ordinal);
    }

    private async Task<FfmpegOutcome> EncodeAsync(FilePlan plan, MediaSource source)
    {
        FilePlan sent = JsonSerializer.Deserialize(JsonSerializer.Serialize(plan, PlanJson.Default.FilePlan), PlanJson.Default.FilePlan)!; // Just written.
        FfmpegRun run = await Tools.RunAsync();
        FfmpegOutcome outcome = await run.RunAsync(FileOutputCommand.Build(sent, source, folder, 1), progress: null, Stop);
        Assert.True(outcome.Succeeded, $"{outcome.ExitCode}: {string.Join('\n', outcome.LastErrorLines)}\n{string.Join(' ', outcome.CommandLine)}");
        return outcome;
    }

    private static async Task<MediaProbe> ProbeAsync(MediaSource source)
    {
        Prober prober = await Tools.ProberAsync();
        return Assert.IsType<ProbeOutcome.Accepted>(await prober.ProbeAsync(source, new ProbeLimits(), Stop)).Probe;
    }

    private static async Task<MediaSource> SourceAsync(string name) =>
        new(await FixtureCache.PathAsync(MediaFixtures.All.Single(fixture => fixture.Name == name)));

    private static FilePlan Planned(FilePlanOutcome outcome) => Assert.IsType<FilePlanOutcome.Planned>(outcome).Plan;
}
