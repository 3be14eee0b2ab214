using Matinee.Media;
using Matinee.Media.Planning;
using Matinee.Testing.Media;
using Xunit;

namespace Matinee.IntegrationTests.Media;

public sealed class ChunkCostTests
{
    /// <summary>A loose check on a busy machine; the bench measures it. Both sides encode the same rungs of the same source.</summary>
    [Fact(Explicit = true)]
    public async Task Chunks_cost_about_the_CPU_of_one_process()
    {
        var fixture = new MediaFixture(
            "cost", "mp4", ["-f lavfi -i testsrc2=size=1280x720:rate=25 -t 60 -vf noise=alls=12:allf=t -c:v libx264 -preset ultrafast -crf 26 -pix_fmt yuv420p -g 50 {out}"], 60, "25/1", 1280, 720, 0);
        var source = new MediaSource(await FixtureCache.PathAsync(fixture));
        EncodePlan plan = await PlanRun.PlanAsync(source, new PlanOptions());
        plan = plan with { Renditions = [.. plan.Renditions.Take(3)] };
        EncodePlan whole = plan with { Chunks = new ChunkTable([new Chunk(0, 0, (int)plan.TotalFrames!.Value, 0, (int)plan.TotalSegments!.Value, false)]) };

        TimeSpan inChunks = await CostAsync(plan, source);
        TimeSpan atOnce = await CostAsync(whole, source);

        TestContext.Current.TestOutputHelper!.WriteLine($"{plan.Chunks.Count} chunks {inChunks.TotalSeconds:0.0} s, one process {atOnce.TotalSeconds:0.0} s, ratio {inChunks / atOnce:0.00}");
        Assert.InRange(inChunks / atOnce, 0.8, 1.2);
    }

    private static async Task<TimeSpan> CostAsync(EncodePlan plan, MediaSource source)
    {
        string folder = Directory.CreateTempSubdirectory("matinee-cost-").FullName;
        try
        {
            var run = new PlanRun(plan, source, folder);
            await run.EncodeVideoAsync();
            return run.CpuTime;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
