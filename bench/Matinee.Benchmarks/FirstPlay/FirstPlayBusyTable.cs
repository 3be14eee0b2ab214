using System.Globalization;
using System.Text;
using Matinee.Testing;

namespace Matinee.Benchmarks.FirstPlay;

/// <summary>The same while all slots are busy with another video: with other encodes held still, and with niceness alone.</summary>
internal static class FirstPlayBusyTable
{
    private static readonly TimeSpan UntilBusy = TimeSpan.FromSeconds(25);

    public static async Task<int> RunAsync(string[] args, CancellationToken cancellationToken)
    {
        var rounds = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 3;
        var (busy, source) = (await FirstPlayTable.LoopAsync(10), await FirstPlayTable.LoopAsync(1));
        (string Name, bool? Pause)[] ways = [("nothing else", null), ("a film of 10 min, held still", true), ("a film of 10 min, niced alone", false)];
        var times = ways.ToDictionary(way => way.Name, _ => new List<double>());
        for (var round = 0; round < rounds; round++)
        {
            foreach (var (name, pause) in ways)
            {
                var options = new MatineeProcessOptions { Environment = new Dictionary<string, string?> { ["MATINEE__WORKER__PAUSEBULK"] = pause == false ? "false" : "true" } };
                await using var server = await MatineeProcess.StartAsync(options, cancellationToken);
                if (pause is not null)
                {
                    await FirstPlayTable.MeasureAsync(server, busy, cancellationToken);
                    await Task.Delay(UntilBusy, cancellationToken);
                }

                times[name].Add(await FirstPlayTable.MeasureAsync(server, source, cancellationToken));
                Console.Error.WriteLine($"round {round + 1}: {name}: {times[name][^1]:F2} s");
            }
        }

        var text = new StringBuilder(Report.Head("First playable second of a new video while another is encoded, 1080p30"));
        text.AppendLine("A clip of 1 min is uploaded while all slots encode ordinary chunks of another film; median (lowest-highest).").AppendLine();
        text.AppendLine("| beside it | playable after s |").AppendLine("|---|---|");
        foreach (var (name, _) in ways)
            text.AppendLine(CultureInfo.InvariantCulture, $"| {name} | {Report.Spread(times[name], "F2")} |");
        Report.Save("first-play-busy", text.ToString());
        return 0;
    }
}
