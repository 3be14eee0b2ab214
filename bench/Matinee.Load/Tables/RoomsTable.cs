using System.Diagnostics;
using System.Globalization;
using System.Text;
using Matinee.Benchmarks;
using Matinee.Load.Peers;

namespace Matinee.Load.Tables;

/// <summary>Many rooms of twenty on one node, at a steady 20,000 deliveries a second.</summary>
internal static class RoomsTable
{
    public const int MembersEach = 20;
    private const int Bytes = 100;
    private const int DeliveriesPerSecond = 20_000;
    private const int MostP99 = 5;

    public static async Task<int> RunAsync(string[] words)
    {
        var arguments = new TableArguments { Sizes = [50], Seconds = 10 }.With(words);
        var rooms = arguments.Sizes[0];
        var text = new StringBuilder(Report.Head("Rooms of twenty on one node"));
        text.AppendLine(CultureInfo.InvariantCulture, $"""
            {rooms} rooms of {MembersEach} members and a publisher each, {Bytes} B, {DeliveriesPerSecond:N0} deliveries a second in all for {arguments.Seconds} s: the rooms take turns, evenly spaced. {arguments.Rounds} interleaved
            rounds after {arguments.Warm.TotalSeconds:0} s of the same; {Pinning.Words}. Median, lowest to highest behind it. Matinee is `Matinee.Realtime` in a bare ASP.NET Core application, with the log in memory.

            | | deliveries/s | p50 ms | p99 ms | longest ms | cores used | p99 < {MostP99} ms | lost | twice |
            |---|---|---|---|---|---|---|---|---|
            """);
        var rounds = await MeasureAsync(arguments, DeliveriesPerSecond);
        foreach (var peer in arguments.Peers)
        {
            var own = rounds.Where(round => round.Peer == peer.Name).ToArray();
            text.AppendLine(CultureInfo.InvariantCulture,
                $"| {peer.Title} | {Report.Median(own.Select(r => r.PerSecond)):N0} | {Spread(own, r => r.P50)} | {Spread(own, r => r.P99)} | {own.Max(r => r.Longest):0.0} | {Report.Median(own.Select(r => r.ServerCores)):0.00} | {(Report.Median(own.Select(r => r.P99)) < MostP99 ? "yes" : "no")} | {own.Sum(r => r.Lost)} | {own.Sum(r => r.Twice)} |");
        }

        Report.Save("rooms20", text.ToString());
        return 0;
    }

    public static async Task<IReadOnlyList<PacedRound>> MeasureAsync(TableArguments arguments, int deliveriesPerSecond)
    {
        var rounds = new List<PacedRound>();
        var servers = new Dictionary<PeerProgram, PeerServer>();
        try
        {
            foreach (var program in arguments.Peers.Select(peer => peer.Program).Distinct())
                servers[program] = await PeerServer.StartAsync(program);
            foreach (var peer in arguments.Peers.Where(_ => arguments.Warm > TimeSpan.Zero))
                _ = Measure(peer, servers[peer.Program], arguments.Sizes[0], arguments.Warm, deliveriesPerSecond);
            for (var round = 1; round <= arguments.Rounds; round++)
            {
                foreach (var peer in arguments.Peers)
                {
                    rounds.Add(Measure(peer, servers[peer.Program], arguments.Sizes[0], TimeSpan.FromSeconds(arguments.Seconds), deliveriesPerSecond));
                    Console.Error.WriteLine($"round {round}: {rounds[^1]}");
                }
            }
        }
        finally
        {
            foreach (var server in servers.Values)
                await server.DisposeAsync();
        }

        return rounds;
    }

    private static PacedRound Measure(Peer peer, PeerServer server, int rooms, TimeSpan time, int deliveriesPerSecond)
    {
        using var crowd = Crowd.Join(peer, [server], rooms, MembersEach, Bytes);
        crowd.Pace(time / 5, (double)deliveriesPerSecond / MembersEach);
        crowd.Tally.Clear();
        var (cpu, began) = (server.Figures.CpuSeconds, Stopwatch.GetTimestamp());
        crowd.Pace(time, (double)deliveriesPerSecond / MembersEach);
        var took = Stopwatch.GetElapsedTime(began).TotalSeconds;
        var (tally, latency) = (crowd.Tally, crowd.Tally.Latency);
        return new PacedRound(
            peer.Name, deliveriesPerSecond, tally.Delivered / took, latency.At(0.5), latency.At(0.99), latency.MaxMilliseconds, (server.Figures.CpuSeconds - cpu) / took, tally.Delivered, tally.Lost, tally.Twice);
    }

    private static string Spread(PacedRound[] rounds, Func<PacedRound, double> figure) => Report.Spread([.. rounds.Select(figure)], "0.0");
}
