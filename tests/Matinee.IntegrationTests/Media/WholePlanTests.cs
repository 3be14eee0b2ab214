using Matinee.Media;
using Matinee.Media.Ladder;
using Matinee.Media.Planning;
using Matinee.Testing.Media;
using Xunit;

namespace Matinee.IntegrationTests.Media;

public sealed class WholePlanTests
{
    public static TheoryData<string> Fixtures => [.. MediaFixtures.All.Select(fixture => fixture.Name)];

    [Theory]
    [MemberData(nameof(Fixtures))]
    public Task Every_source_is_encoded_frame_exact_and_joins_without_a_seam(string name) =>
        EncodeAsync(name, new PlanOptions { Preset = "ultrafast" }, "avc1.");

    [Theory]
    [InlineData("film-23.976")]
    [InlineData("odd-size")]
    public Task HEVC_is_as_exact(string name) =>
        EncodeAsync(name, new PlanOptions { Codec = PictureCodec.Hevc, HevcPreset = "ultrafast" }, "hvc1.1.6.L");

    /// <summary>The preset that is the default: with it the pyramid has its full depth.</summary>
    [Fact]
    public Task HEVC_of_the_usual_preset_is_as_exact() => EncodeAsync("scrap-at-the-end", new PlanOptions { Codec = PictureCodec.Hevc }, "hvc1.1.6.L");

    [Theory]
    [InlineData("film-23.976")]
    [InlineData("odd-size")]
    public Task AV1_is_as_exact(string name) =>
        EncodeAsync(name, new PlanOptions { Codec = PictureCodec.Av1, Av1Preset = "12" }, "av01.0.");

    [Fact]
    public Task AV1_of_the_usual_preset_is_as_exact() => EncodeAsync("scrap-at-the-end", new PlanOptions { Codec = PictureCodec.Av1 }, "av01.0.");

    private static async Task EncodeAsync(string name, PlanOptions options, string codecs)
    {
        MediaFixture fixture = MediaFixtures.All.Single(one => one.Name == name);
        var source = new MediaSource(await FixtureCache.PathAsync(fixture));
        EncodePlan plan = await PlanRun.PlanAsync(source, options);
        string folder = Directory.CreateTempSubdirectory("matinee-plan-").FullName;
        try
        {
            Assert.Equal(fixture.FrameRate, plan.FrameRate.ToString());
            Assert.Equal(fixture.AudioTracks, plan.Audio.Length);
            Assert.InRange(plan.End!.Value, fixture.Seconds - 0.25, fixture.Seconds + 0.25); // A scanned plan has an end.
            var run = new PlanRun(plan, source, folder);
            await run.EncodeVideoAsync();

            if (fixture.Width > 0)
            {
                Assert.Equal((fixture.Width, fixture.Height), (plan.Renditions[0].Width, plan.Renditions[0].Height));
            }

            foreach (var rendition in plan.Renditions)
            {
                string playlist = await run.JoinVideoAsync(rendition, codecs);
                await Judge.DecodesInSilenceAsync(playlist);
                long[] times = await Judge.FrameTimesAsync(playlist);
                Assert.Equal(plan.TotalFrames, times.Length);
                Assert.Single(times.Zip(times.Skip(1), (one, next) => next - one).Distinct());
            }

            foreach (AudioRendition track in plan.Audio)
            {
                (string playlist, double end) = await run.EncodeAudioAsync(track);
                await Judge.DecodesInSilenceAsync(playlist);
                Assert.InRange(end - plan.End.Value, -0.05, 0.05);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
