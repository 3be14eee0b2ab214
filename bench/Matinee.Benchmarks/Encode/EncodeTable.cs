using System.Globalization;
using System.Text;
using Matinee.Media;
using Matinee.Media.Ffmpeg;
using Matinee.Processes;

namespace Matinee.Benchmarks.Encode;

/// <summary>What cutting into chunks costs: CPU, wall, size and quality against two plain ways, interleaved in one run.</summary>
internal static class EncodeTable
{
    public static async Task<int> RunAsync(string[] args, CancellationToken cancellationToken)
    {
        var seconds = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 60;
        var rounds = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 3;
        var folder = Directory.CreateTempSubdirectory("matinee-bench-").FullName;
        try
        {
            var tool = await FfmpegTool.LocateAsync(null, null, cancellationToken);
            var source = await MakeSourceAsync(tool, folder, seconds, cancellationToken);
            var plan = await SourcePlan.OfAsync(tool, source, cancellationToken);
            var ways = new Strategies(tool, plan, source, folder);
            var slots = Environment.ProcessorCount;
            (string Name, Func<Task<StrategyRun>> Run, List<StrategyRun> Runs)[] table =
            [
                ("Matinee, chunks", () => ways.ChunksAsync(slots, cancellationToken), []),
                ("one ffmpeg, same ladder", () => ways.OneProcessAsync(cancellationToken), []),
                ("one ffmpeg a rendition", () => ways.OneEachAsync(cancellationToken), []),
            ];
            for (var round = 0; round < rounds; round++)
            {
                // Rotated, so that no way always runs on the warmest machine.
                for (var i = 0; i < table.Length; i++)
                {
                    var way = table[(i + round) % table.Length];
                    way.Runs.Add(await way.Run());
                    Console.Error.WriteLine($"round {round + 1}: {way.Name}: {way.Runs[^1].CpuSeconds:F1} CPU s, {way.Runs[^1].WallSeconds:F1} s");
                }
            }

            var text = new StringBuilder(Report.Head($"Encode: {seconds} s of 1080p30, {plan.Renditions.Length} rungs, {plan.Preset}"));
            text.AppendLine("Median of the rounds (lowest-highest); ratios are medians of the rounds' own ratios to the one process.").AppendLine();
            text.AppendLine("| way | CPU s | CPU ratio | wall s | wall ratio | MiB | SSIM of the first 10 s, tallest to smallest |").AppendLine("|---|---|---|---|---|---|---|");
            var one = table[1].Runs;
            foreach (var (name, _, runs) in table)
            {
                var ssim = new List<string>();
                for (var rung = 0; rung < plan.Renditions.Length; rung++)
                    ssim.Add((await ways.SsimAsync(runs[^1].Renditions[rung], rung, cancellationToken)).ToString("F4", CultureInfo.InvariantCulture));
                text.AppendLine(CultureInfo.InvariantCulture,
                    $"| {name} | {Report.Spread([.. runs.Select(r => r.CpuSeconds)], "F1")} | {Report.Spread([.. runs.Select((r, i) => r.CpuSeconds / one[i].CpuSeconds)], "F3")} | {Report.Spread([.. runs.Select(r => r.WallSeconds)], "F1")} | {Report.Spread([.. runs.Select((r, i) => r.WallSeconds / one[i].WallSeconds)], "F2")} | {runs[^1].Bytes / 1048576.0:F1} | {string.Join(", ", ssim)} |");
            }

            Report.Save("encode", text.ToString());
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Moving detail with film grain over it: hard for an encoder, and the same on every machine.</summary>
    private static async Task<MediaSource> MakeSourceAsync(FfmpegTool tool, string folder, int seconds, CancellationToken cancellationToken)
    {
        var path = Path.Combine(folder, "source.mp4");
        var exit = await ChildProcess.RunAsync(new ChildProcessSpec
        {
            FileName = tool.FfmpegPath,
            Arguments =
            [
                "-hide_banner", "-loglevel", "error", "-nostdin", "-y",
                "-f", "lavfi", "-i", $"testsrc2=size=1920x1080:rate=30:duration={seconds},noise=alls=12:allf=t:all_seed=7,hue=H=2*PI*t/17",
                "-f", "lavfi", "-i", $"sine=frequency=330:beep_factor=4:sample_rate=48000:duration={seconds}",
                "-c:v", "libx264", "-preset", "ultrafast", "-crf", "18", "-pix_fmt", "yuv420p", "-g", "120", "-c:a", "aac", "-b:a", "192k", path,
            ],
            WorkingFolder = folder,
        }, cancellationToken);
        return exit.ExitCode == 0 ? new MediaSource(path) : throw new InvalidOperationException("ffmpeg could not make the source.");
    }
}
