using System.Diagnostics;
using System.Globalization;
using Matinee.Media;
using Matinee.Media.Commands;
using Matinee.Media.Ffmpeg;
using Matinee.Media.Planning;
using Matinee.Processes;

namespace Matinee.Benchmarks.Workers;

/// <summary>A chunk as a worker would encode it, with nothing around: the same arguments given to ffmpeg by hand.</summary>
internal static class RawChunk
{
    /// <returns>Seconds from start to exit, on one core.</returns>
    public static async Task<double> EncodeAsync(FfmpegTool tool, EncodePlan plan, Chunk chunk, string film, int core, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("matinee-raw-").FullName;
        try
        {
            var command = VideoChunkCommand.Build(plan, chunk, new MediaSource(film), folder, threads: 1);
            var watch = Stopwatch.StartNew();
            var exit = await ChildProcess.RunAsync(new ChildProcessSpec
            {
                FileName = Sandbox.Find("taskset") ?? throw new InvalidOperationException("Install taskset (util-linux)."),
                Arguments = ["-c", core.ToString(CultureInfo.InvariantCulture), tool.FfmpegPath, .. command.Arguments],
                WorkingFolder = folder,
            }, cancellationToken);
            return exit.ExitCode == 0 ? watch.Elapsed.TotalSeconds : throw new InvalidOperationException($"ffmpeg ended with {exit.ExitCode}.");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>What two cores give: the same chunk on each alone, then on both at once.</summary>
    /// <returns>2 when neither takes from the other.</returns>
    public static async Task<double> OfTwoCoresAsync(FfmpegTool tool, EncodePlan plan, Chunk chunk, string film, CancellationToken cancellationToken)
    {
        var alone = await EncodeAsync(tool, plan, chunk, film, 0, cancellationToken) + await EncodeAsync(tool, plan, chunk, film, 1, cancellationToken);
        var both = await Task.WhenAll(EncodeAsync(tool, plan, chunk, film, 0, cancellationToken), EncodeAsync(tool, plan, chunk, film, 1, cancellationToken));
        // Each pair of rates by itself: one that ends sooner leaves the other alone for a moment only.
        return alone / both.Average();
    }
}
