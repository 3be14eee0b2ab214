using System.Globalization;
using System.Text;

namespace Matinee.Benchmarks.Workers;

/// <summary>What a second and a fourth worker bring, each a process with the same share of the machine.</summary>
internal static class WorkersTable
{
    private const int Films = 10;
    private const int Seconds = 40;

    public static async Task<int> RunAsync(string[] args, CancellationToken cancellationToken)
    {
        var rounds = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 3;
        var film = await BenchFleet.FilmAsync(854, 480, Seconds);
        List<(string Share, int Workers, Func<int, IReadOnlyList<string>> Launcher)> ways = [("a core", 1, CpuShare.Core), ("a core", 2, CpuShare.Core)];
        if (CpuShare.CanDivide)
            ways.AddRange([("half a core", 1, CpuShare.HalfCore), ("half a core", 2, CpuShare.HalfCore), ("half a core", 4, CpuShare.HalfCore)]);
        var times = ways.Select(_ => new List<double>()).ToList();
        for (var round = 0; round < rounds; round++)
        {
            // Rotated, so that no way always runs on the warmest machine.
            for (var i = 0; i < ways.Count; i++)
            {
                var at = (i + round) % ways.Count;
                var (share, workers, launcher) = ways[at];
                var attempts = await BenchFleet.EncodeAsync(film, Films, [.. Enumerable.Range(0, workers).Select(launcher)], cancellationToken);
                CpuShare.Clear();
                times[at].Add((attempts.Max(a => a.Finished) - attempts.Min(a => a.Started)) / 1000.0);
                Console.Error.WriteLine($"round {round + 1}: {workers} with {share} each: {times[at][^1]:F1} s");
            }
        }

        var text = new StringBuilder(Report.Head($"Workers: {Films} films of {Seconds} s, 480p30, by one, two and four"));
        text.AppendLine("""
            Each worker is a process with one slot and the same share: pinned to a core of its own, or held to half a core's time. They take
            tasks from a server that encodes nothing itself, over HTTP. Time is from the first lease to the last commit, by the database's
            clock; the server has what the workers leave. Median of the rounds (lowest-highest); speed-ups are of the rounds' own pairs.

            | each has | workers | s | speed-up |
            |---|---|---|---|
            """);
        for (var i = 0; i < ways.Count; i++)
        {
            var one = times[ways.FindIndex(way => way.Share == ways[i].Share)];
            text.AppendLine(CultureInfo.InvariantCulture,
                $"| {ways[i].Share} | {ways[i].Workers} | {Report.Spread(times[i], "F1")} | {Report.Spread([.. times[i].Select((t, round) => one[round] / t)], "F2")} |");
        }

        if (!CpuShare.CanDivide)
            text.AppendLine().AppendLine("Four workers need the CPU controller of cgroup v1 and root, which this machine does not offer.");
        Report.Save("workers", text.ToString());
        return 0;
    }
}
