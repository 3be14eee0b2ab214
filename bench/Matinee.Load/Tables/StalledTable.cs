using System.Globalization;
using System.Text;
using Matinee.Benchmarks;
using Matinee.Load.Peers;

namespace Matinee.Load.Tables;

/// <summary>One member joins and never reads again: what the others notice, and what the server keeps for it.</summary>
internal static class StalledTable
{
    private const int Bytes = 16 * 1024;
    private const int PerSecond = 50;
    private const int MostDelay = 250;

    public static async Task<int> RunAsync(string[] words)
    {
        var arguments = new TableArguments { Rounds = 5, Sizes = [100], Seconds = 12 }.With(words);
        var text = new StringBuilder(Report.Head("A member that never reads"));
        text.AppendLine(CultureInfo.InvariantCulture, $"""
            {arguments.Sizes[0]} members read; {PerSecond} publications a second of {Bytes / 1024} KiB for {arguments.Seconds} s, first without and then with one more member whose socket is never
            read (its kernel holds 4 KiB, the server's what it likes). The target is that nobody waits more than {MostDelay} ms longer for it. {arguments.Rounds} interleaved rounds,
            median, lowest to highest behind it; {Pinning.Words}. A server whose readers had not got everything 30 s after the last publication is said to stand still.

            | | p99 ms without | longest without | p99 ms with | longest with | worst of all | delay <= {MostDelay} ms | server grew by MiB | lost | twice |
            |---|---|---|---|---|---|---|---|---|---|
            """);
        var rounds = await MeasureAsync(arguments);
        foreach (var peer in arguments.Peers)
        {
            var own = rounds.Where(round => round.Peer == peer.Name).ToArray();
            var good = own.Where(round => round.Outcome.Length == 0).ToArray();
            if (good.Length < own.Length)
            {
                text.AppendLine(CultureInfo.InvariantCulture, $"| {peer.Title} | | | stood still in {own.Length - good.Length} of {own.Length} rounds | | | no | | | |");
                continue;
            }

            var verdict = good.All(r => r.LongestWith - r.LongestWithout <= MostDelay) ? "yes" : "no";
            text.AppendLine(CultureInfo.InvariantCulture,
                $"| {peer.Title} | {Spread(good, r => r.P99Without)} | {Spread(good, r => r.LongestWithout)} | {Spread(good, r => r.P99With)} | {Spread(good, r => r.LongestWith)} | {good.Max(r => r.LongestWith):0.0} | {verdict} | {Spread(good, r => r.GrownMib)} | {good.Sum(r => r.Lost)} | {good.Sum(r => r.Twice)} |");
        }

        Report.Save("stalled", text.ToString());
        return 0;
    }

    public static async Task<IReadOnlyList<StalledRound>> MeasureAsync(TableArguments arguments)
    {
        var rounds = new List<StalledRound>();
        for (var round = 1; round <= arguments.Rounds; round++)
        {
            foreach (var peer in arguments.Peers)
            {
                await using var server = await PeerServer.StartAsync(peer.Program);
                rounds.Add(Measure(peer, server, arguments.Sizes[0], TimeSpan.FromSeconds(arguments.Seconds)));
                Console.Error.WriteLine($"round {round}: {rounds[^1]}");
            }
        }

        return rounds;
    }

    private static StalledRound Measure(Peer peer, PeerServer server, int members, TimeSpan time)
    {
        using var crowd = Crowd.Join(peer, [server], 1, members, Bytes);
        crowd.Pace(time / 4, PerSecond); // compiled, and buffers grown
        crowd.Tally.Clear();
        crowd.Pace(time, PerSecond);
        var (p99, longest, before) = (crowd.Tally.Latency.At(0.99), crowd.Tally.Latency.MaxMilliseconds, server.Figures.PssKib);
        var (lost, twice) = (crowd.Tally.Lost, crowd.Tally.Twice);
        crowd.AddStalled(peer, server, 1);
        crowd.Tally.Clear();
        try
        {
            crowd.Pace(time, PerSecond);
        }
        catch (InvalidOperationException e)
        {
            return new StalledRound(peer.Name, p99, longest, 0, 0, 0, lost, twice, e.Message);
        }

        return new StalledRound(
            peer.Name, p99, longest, crowd.Tally.Latency.At(0.99), crowd.Tally.Latency.MaxMilliseconds, (server.Figures.PssKib - before) / 1024, lost + crowd.Tally.Lost, twice + crowd.Tally.Twice);
    }

    private static string Spread(StalledRound[] rounds, Func<StalledRound, double> figure) => Report.Spread([.. rounds.Select(figure)], "0.0");
}
