using System.Globalization;
using System.Text;
using Matinee.Media;
using Matinee.Media.Ffmpeg;

namespace Matinee.Benchmarks.Workers;

/// <summary>
/// What a task costs on top of its ffmpeg: from lease to commit, through a worker that reads its source and sends its segments
/// over HTTP, against the same command line run by hand on the same core.
/// </summary>
internal static class OverheadTable
{
    private const int Core = 1;
    private const int ChunkSeconds = 20;

    /// <summary>The four short chunks of the beginning and one of the usual length.</summary>
    private const int FilmSeconds = 48;

    public static async Task<int> RunAsync(string[] args, CancellationToken cancellationToken)
    {
        var rounds = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 7;
        var film = await BenchFleet.FilmAsync(1280, 720, FilmSeconds);
        var tool = await FfmpegTool.LocateAsync(null, null, cancellationToken);
        var plan = await SourcePlan.OfAsync(tool, new MediaSource(film), cancellationToken);
        var chunk = plan.Chunks.Items.Single(c => !c.Urgent && Math.Abs(plan.FrameRate.Seconds(c.Frames) - ChunkSeconds) < 0.01);
        List<double> raw = [], task = [], ratios = [];
        await using var fleet = await BenchFleet.StartAsync(film, [CpuShare.Core(Core)], cancellationToken);
        for (var round = 0; round < rounds; round++)
        {
            // By hand before and after: a machine that grows slower or faster meanwhile does so for both.
            var before = await RawChunk.EncodeAsync(tool, plan, chunk, film, Core, cancellationToken);
            var run = await fleet.EncodeAsync(films: 1, workers: 1, cancellationToken);
            var after = await RawChunk.EncodeAsync(tool, plan, chunk, film, Core, cancellationToken);
            var attempt = run.Attempts.Single(a => a.Kind == "video_chunk" && a.Index == chunk.Index);
            raw.Add((before + after) / 2);
            task.Add((attempt.Finished - attempt.Started) / 1000.0);
            ratios.Add((task[^1] / raw[^1]) - 1);
            Console.Error.WriteLine($"round {round + 1}: {before:F2} and {after:F2} s by hand, {task[^1]:F2} s as a task: {ratios[^1] * 100:F1} %");
        }

        var text = new StringBuilder(Report.Head($"Overhead of a task: chunks of {ChunkSeconds} s, 720p30, {plan.Renditions.Length} rungs"));
        text.AppendLine("""
            One worker with one slot on a core of its own, source and segments over HTTP, the server idle otherwise; from lease to commit by the
            database's clock. By hand: the same arguments given to ffmpeg on the same core, from start to exit, before and after each task;
            a round compares the task with their mean. Median of the rounds (lowest-highest).

            | by hand, s | as a task, s | overhead |
            |---|---|---|
            """);
        text.AppendLine(CultureInfo.InvariantCulture, $"| {Report.Spread(raw, "F2")} | {Report.Spread(task, "F2")} | {Report.Spread([.. ratios.Select(r => r * 100)], "F1")} % |");
        Report.Save("overhead", text.ToString());
        return 0;
    }
}
