using System.Globalization;
using System.Text;
using Matinee.Media.Ffmpeg;

namespace Matinee.Benchmarks.Workers;

/// <summary>What a second and a fourth worker bring, each a process with the same share of the machine.</summary>
internal static class WorkersTable
{
    private const int Seconds = 24;
    private const int Films = 6;
    private const int FilmsOfHalves = 2;

    public static async Task<int> RunAsync(string[] args, CancellationToken cancellationToken)
    {
        var rounds = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 3;
        var film = await BenchFleet.FilmAsync(1280, 720, Seconds);
        var tool = await FfmpegTool.LocateAsync(null, null, cancellationToken);
        var plan = await SourcePlan.OfAsync(tool, new Media.MediaSource(film), cancellationToken);
        var chunk = plan.Chunks.Items.MaxBy(c => c.Frames) ?? throw new InvalidOperationException("The film has no picture.");
        List<Way> ways = [new("a core", 1, Films), new("a core", 2, Films)];
        List<double> machine = [];
        await using (var fleet = await BenchFleet.StartAsync(film, [CpuShare.Core(0), CpuShare.Core(1)], cancellationToken))
        {
            for (var round = 0; round < rounds; round++)
            {
                machine.Add(await RawChunk.OfTwoCoresAsync(tool, plan, chunk, film, cancellationToken));
                Console.Error.WriteLine($"round {round + 1}: two cores by hand: {machine[^1]:F2}");
                // Turned about, so that neither always runs on the warmer machine.
                foreach (var way in round % 2 == 0 ? ways : Enumerable.Reverse(ways))
                    await MeasureAsync(fleet, way, $"round {round + 1}", cancellationToken);
            }
        }

        if (CpuShare.CanDivide)
            ways.AddRange(await HalvesAsync(film, cancellationToken));

        var text = new StringBuilder(Report.Head($"Workers: films of {Seconds} s, 720p30, by one, two and four"));
        text.AppendLine($"""
            {Films} films for cores in each round, {FilmsOfHalves} for halves, once. All are there before work begins. Each worker is a
            process with one slot and the same share: pinned to a core of its own, or held to half a core's time. They take tasks from a
            server that encodes nothing itself, over HTTP; the server has what the workers leave. Server and workers have encoded two
            films before, so that no runtime still compiles; who is not to work is drained. Times are by the database's clock.
            *While all have work*: the work done from the first lease until one of them finds nothing more to take, against the time it
            takes one (each task counts as what it took on the average in the round of one). *To the last commit*: the whole, with the
            end, when one has nothing left to do. Median of the rounds (lowest-highest); speed-ups are of the rounds' own pairs. By hand,
            the longest chunk by ffmpeg alone, on each core and then on both at once, two cores were worth {Report.Spread(machine, "F2")}
            of one: half a minute each time, which says how much the machine wanders.

            | each has | workers | s to the last commit | speed-up while all have work | speed-up to the last commit |
            |---|---|---|---|---|
            """);
        foreach (var way in ways)
        {
            var one = ways.First(w => w.Share == way.Share).Runs;
            List<double> rates = [.. way.Runs.Select((run, round) => run.Work(one[round]) / run.BusySeconds / (one[round].Work(one[round]) / one[round].BusySeconds))];
            text.AppendLine(CultureInfo.InvariantCulture,
                $"| {way.Share} | {way.Workers} | {Report.Spread([.. way.Runs.Select(run => run.Seconds)], "F1")} | {Report.Spread(rates, "F2")} | {Report.Spread([.. way.Runs.Select((run, round) => one[round].Seconds / run.Seconds)], "F2")} |");
        }

        if (!CpuShare.CanDivide)
            text.AppendLine().AppendLine("Four workers need the CPU controller of cgroup v1 and root, which this machine does not offer.");
        Report.Save("workers", text.ToString());
        return 0;
    }

    private static async Task<IReadOnlyList<Way>> HalvesAsync(string film, CancellationToken cancellationToken)
    {
        List<Way> ways = [.. Enumerable.Range(0, 3).Select(power => new Way("half a core", 1 << power, FilmsOfHalves))];
        await using (var fleet = await BenchFleet.StartAsync(film, [.. Enumerable.Range(0, ways[^1].Workers).Select(CpuShare.HalfCore)], cancellationToken))
        {
            foreach (var way in ways)
                await MeasureAsync(fleet, way, "once", cancellationToken);
        }

        CpuShare.Clear();
        return ways;
    }

    private static async Task MeasureAsync(BenchFleet fleet, Way way, string round, CancellationToken cancellationToken)
    {
        way.Runs.Add(await fleet.EncodeAsync(way.Films, way.Workers, cancellationToken));
        Console.Error.WriteLine($"{round}: {way.Workers} with {way.Share} each: {way.Runs[^1].Seconds:F1} s, all at work for {way.Runs[^1].BusySeconds:F1} s");
    }

    private sealed record Way(string Share, int Workers, int Films)
    {
        public List<FleetRun> Runs { get; } = [];
    }
}
