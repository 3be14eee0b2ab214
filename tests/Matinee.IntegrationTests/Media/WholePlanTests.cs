using Matinee.Media;
using Matinee.Media.Planning;
using Matinee.Testing.Media;
using Xunit;

namespace Matinee.IntegrationTests.Media;

public sealed class WholePlanTests
{
    public static TheoryData<string> Fixtures => [.. MediaFixtures.All.Select(fixture => fixture.Name)];

    [Theory]
    [MemberData(nameof(Fixtures))]
    public async Task Every_source_is_encoded_frame_exact_and_joins_without_a_seam(string name)
    {
        MediaFixture fixture = MediaFixtures.All.Single(one => one.Name == name);
        var source = new MediaSource(await FixtureCache.PathAsync(fixture));
        EncodePlan plan = await PlanRun.PlanAsync(source);
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
                string playlist = await run.JoinVideoAsync(rendition);
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
