using System.Globalization;
using System.Text;

namespace Matinee.Benchmarks.Workers;

/// <summary>What a second and a fourth worker bring, each a process with the same share of the machine.</summary>
internal static class WorkersTable
{
    // Many and short, so that who has nothing left to do waits for little at the end.
    private const int Seconds = 12;
    private const int Films = 9;
    private const int FilmsOfHalves = 4;

    public static async Task<int> RunAsync(string[] args, CancellationToken cancellationToken)
    {
        var rounds = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 3;
        var film = await BenchFleet.FilmAsync(1280, 720, Seconds);
        List<Way> ways = [new("a core", 1, Films, CpuShare.Core), new("a core", 2, Films, CpuShare.Core)];
        for (var round = 0; round < rounds; round++)
        {
            // Turned about, so that neither always runs on the warmer machine.
            foreach (var way in round % 2 == 0 ? ways : Enumerable.Reverse(ways))
                await MeasureAsync(way, film, $"round {round + 1}", cancellationToken);
        }

        List<Way> halves = CpuShare.CanDivide ? [.. Enumerable.Range(0, 3).Select(power => new Way("half a core", 1 << power, FilmsOfHalves, CpuShare.HalfCore))] : [];
        foreach (var way in halves)
            await MeasureAsync(way, film, "once", cancellationToken);
        ways.AddRange(halves);

        var text = new StringBuilder(Report.Head($"Workers: films of {Seconds} s, 720p30, by one, two and four"));
        text.AppendLine($"""
            {Films} films for cores in each round, {FilmsOfHalves} for halves, once. All are there before the workers start. Each worker is
            a process with one slot and the same share: pinned to a core of its own, or held to half a core's time. They take tasks from a
            server that encodes nothing itself, over HTTP. Time is from the first lease to the last commit, by the database's clock; the
            server has what the workers leave. Median of the rounds (lowest-highest); speed-ups are of the rounds' own pairs.

            | each has | workers | s | speed-up |
            |---|---|---|---|
            """);
        foreach (var way in ways)
        {
            var one = ways.First(w => w.Share == way.Share).Times;
            text.AppendLine(CultureInfo.InvariantCulture,
                $"| {way.Share} | {way.Workers} | {Report.Spread(way.Times, "F1")} | {Report.Spread([.. way.Times.Select((t, round) => one[round] / t)], "F2")} |");
        }

        if (!CpuShare.CanDivide)
            text.AppendLine().AppendLine("Four workers need the CPU controller of cgroup v1 and root, which this machine does not offer.");
        Report.Save("workers", text.ToString());
        return 0;
    }

    private static async Task MeasureAsync(Way way, string film, string round, CancellationToken cancellationToken)
    {
        var attempts = await BenchFleet.EncodeAsync(film, way.Films, [.. Enumerable.Range(0, way.Workers).Select(way.Launcher)], cancellationToken);
        CpuShare.Clear();
        way.Times.Add((attempts.Max(a => a.Finished) - attempts.Min(a => a.Started)) / 1000.0);
        Console.Error.WriteLine($"{round}: {way.Workers} with {way.Share} each: {way.Times[^1]:F1} s");
    }

    private sealed record Way(string Share, int Workers, int Films, Func<int, IReadOnlyList<string>> Launcher)
    {
        public List<double> Times { get; } = [];
    }
}
