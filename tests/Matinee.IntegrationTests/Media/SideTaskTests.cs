using Matinee.Media;
using Matinee.Media.Commands;
using Matinee.Media.Planning;
using Matinee.Testing.Media;
using Xunit;

namespace Matinee.IntegrationTests.Media;

public sealed class SideTaskTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("matinee-side-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("baseline")]
    [InlineData("rotated")]
    [InlineData("hdr10")]
    [InlineData("transport-stream")]
    [InlineData("avi")]
    [InlineData("browser-recording")]
    public async Task A_storyboard_has_exactly_the_sheets_of_its_length(string name)
    {
        (EncodePlan plan, MediaSource source) = await PlanAsync(name);
        StoryboardSpec spec = plan.Storyboard!; // Every fixture here has a picture.

        await new PlanRun(plan, source, folder).RunAsync(StoryboardCommand.Build(plan, source, folder));

        int sheets = spec.Sheets(plan.End!.Value);
        Assert.Equal(Enumerable.Range(0, sheets).Select(StoryboardCommand.SheetFile), Directory.GetFiles(folder).Select(Path.GetFileName).Order());
        Assert.Contains(
            $"width={spec.TileWidth * spec.Columns}\nheight={spec.TileHeight * spec.Rows}",
            await Judge.ProbeAsync(Path.Combine(folder, StoryboardCommand.SheetFile(0)), "stream=width,height"),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("baseline", 640, 360)]
    [InlineData("rotated", 360, 640)]
    [InlineData("anamorphic", 640, 360)]
    [InlineData("hdr10", 640, 360)]
    [InlineData("open-gop", 640, 360)]
    [InlineData("mpeg2", 640, 360)]
    public async Task A_poster_is_chosen_from_three_pictures(string name, int width, int height)
    {
        (EncodePlan plan, MediaSource source) = await PlanAsync(name);

        await new PlanRun(plan, source, folder).RunAsync(PosterCommand.Build(plan, source, folder));

        Assert.Equal(3, Directory.GetFiles(folder).Length);
        string chosen = Path.Combine(folder, PosterCommand.Choose(folder)!); // Three files were written.
        Assert.Contains($"width={width}\nheight={height}", await Judge.ProbeAsync(chosen, "stream=width,height"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_black_candidate_is_not_chosen()
    {
        await FixtureCache.FfmpegAsync(folder, "-f", "lavfi", "-i", "color=black:size=640x360", "-frames:v", "1", Path.Combine(folder, PosterCommand.CandidateFile(0)));
        await FixtureCache.FfmpegAsync(folder, "-f", "lavfi", "-i", "testsrc2=size=640x360", "-frames:v", "1", Path.Combine(folder, PosterCommand.CandidateFile(1)));

        Assert.Equal(PosterCommand.CandidateFile(1), PosterCommand.Choose(folder));
    }

    [Fact]
    public async Task Text_subtitles_become_WebVTT_with_their_languages()
    {
        (EncodePlan plan, MediaSource source) = await PlanAsync("two-languages");
        Assert.Equal([("en", "English"), ("de", "German")], plan.Audio.Select(track => (track.Language, track.Name)));
        Assert.Equal([6, 2], plan.Audio.Select(track => track.SourceChannels));
        Assert.Equal([("en", "English"), ("de", "German")], plan.Subtitles.Select(track => (track.Language, track.Name)));

        await new PlanRun(plan, source, folder).RunAsync(SubtitleCommand.Build(plan.Subtitles[1], source, folder));

        string text = await File.ReadAllTextAsync(Path.Combine(folder, SubtitleCommand.OutputFile(plan.Subtitles[1])), TestContext.Current.CancellationToken);
        Assert.StartsWith("WEBVTT", text, StringComparison.Ordinal);

        // The MP3 track starts 25 ms before zero, and with it the timeline.
        Assert.Contains("00:01.025 --> 00:03.025\nHello from the first line", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_task_with_the_same_threads_writes_the_same_bytes()
    {
        (EncodePlan plan, MediaSource source) = await PlanAsync("baseline");
        var run = new PlanRun(plan, source, folder);
        string first = Path.Combine(folder, "first");
        string second = Path.Combine(folder, "second");

        await run.RunAsync(VideoChunkCommand.Build(plan, plan.Chunks.Items[1], source, first, 1));
        await run.RunAsync(VideoChunkCommand.Build(plan, plan.Chunks.Items[1], source, second, 1));

        foreach (string path in Directory.GetFiles(first, "*.m4s"))
        {
            Assert.Equal(await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken), await File.ReadAllBytesAsync(Path.Combine(second, Path.GetFileName(path)), TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public async Task Nothing_of_the_sources_metadata_reaches_an_init()
    {
        string tagged = Path.Combine(folder, "tagged.mp4");
        string plain = await FixtureCache.PathAsync(MediaFixtures.Baseline);
        await FixtureCache.FfmpegAsync(folder, "-i", plain, "-c", "copy", "-metadata", "title=WHERE-I-LIVE", "-metadata", "location=+48.1+011.5/", tagged);
        var source = new MediaSource(tagged);
        EncodePlan plan = await PlanRun.PlanAsync(source);

        await new PlanRun(plan, source, folder).RunAsync(VideoChunkCommand.Build(plan, plan.Chunks.Items[0], source, folder, 1));

        string init = await File.ReadAllTextAsync(Path.Combine(folder, VideoChunkCommand.InitFile(plan.Renditions[0])), System.Text.Encoding.Latin1, TestContext.Current.CancellationToken);
        Assert.DoesNotContain("WHERE-I-LIVE", init, StringComparison.Ordinal);
        Assert.DoesNotContain("+48.1", init, StringComparison.Ordinal);
    }

    private static async Task<(EncodePlan Plan, MediaSource Source)> PlanAsync(string name)
    {
        var source = new MediaSource(await FixtureCache.PathAsync(MediaFixtures.All.Single(fixture => fixture.Name == name)));
        return (await PlanRun.PlanAsync(source), source);
    }
}
