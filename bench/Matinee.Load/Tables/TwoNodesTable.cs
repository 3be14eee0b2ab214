using System.Diagnostics;
using System.Globalization;
using System.Text;
using Matinee.Benchmarks;
using Matinee.Load.Peers;
using Matinee.Testing.Servers;

namespace Matinee.Load.Tables;

/// <summary>Rooms whose members are on two nodes: what goes through the store between them, and how late it comes.</summary>
internal static class TwoNodesTable
{
    private const int Bytes = 100;
    private const int UnderWayEach = 1;
    private const int Target = 50_000;
    private const int MostP99 = 30;

    public static async Task<int> RunAsync(string[] words)
    {
        var arguments = new TableArguments { Sizes = [20, 50], Seconds = 5, Peers = [.. Peer.All.Where(peer => peer.IsOurs)] }.With(words);
        var (rooms, members) = (arguments.Sizes[0], arguments.Sizes[^1]);
        var text = new StringBuilder(Report.Head("Two nodes over Redis and over NATS"));
        text.AppendLine(CultureInfo.InvariantCulture, $"""
            {rooms} rooms of {members} members, half of them on each node, {Bytes} B. As fast as it goes: {UnderWayEach} publication of each room is under way at any time.
            Then {Target / 2:N0} deliveries a second, evenly spaced, each to the members of one room. Two server processes, the store and the driver share all cores of the machine.
            Redis appends to its file and syncs it every second, JetStream writes to its files: the defaults of both. {arguments.Rounds} interleaved rounds of {arguments.Seconds} s
            after {arguments.Warm.TotalSeconds:0} s of work; median, lowest to highest behind it. Matinee is `Matinee.Realtime` in a bare ASP.NET Core application.

            | | store | most deliveries/s | >= {Target:N0} | at {Target / 2:N0}/s: p50 ms | p99 ms | longest | p99 <= {MostP99} ms | lost | twice |
            |---|---|---|---|---|---|---|---|---|---|
            """);
        var rounds = await MeasureAsync(arguments, Target / 2);
        foreach (var own in rounds.GroupBy(round => (round.Peer, round.Store)))
        {
            var half = own.Select(round => round.Half).ToArray();
            text.AppendLine(CultureInfo.InvariantCulture,
                $"| {Peer.All.First(p => p.Name == own.Key.Peer).Title} | {own.Key.Store} | {Report.Spread([.. own.Select(r => r.Most)], "N0")} | {Word(Report.Median(own.Select(r => r.Most)) >= Target)} | {Spread(half, r => r.P50)} | {Spread(half, r => r.P99)} | {half.Max(r => r.Longest):0.0} | {Word(Report.Median(half.Select(r => r.P99)) <= MostP99)} | {own.Sum(r => r.Lost)} | {own.Sum(r => r.Twice)} |");
        }

        Report.Save("two-nodes", text.ToString());
        return 0;
    }

    public static async Task<IReadOnlyList<TwoNodesRound>> MeasureAsync(TableArguments arguments, int paced)
    {
        var rounds = new List<TwoNodesRound>();
        await using var redis = await RedisServers.StartAsync(1, "--appendfsync", "everysec");
        await using var nats = await NatsServers.StartAsync(1);
        await using var overRedis = await NodePair.StartAsync("Redis", redis.Url);
        await using var overNats = await NodePair.StartAsync("NATS", nats.Url);
        foreach (var pair in new[] { overRedis, overNats }.Where(_ => arguments.Warm > TimeSpan.Zero))
        {
            using var crowd = Crowd.Join(arguments.Peers[0], pair.Nodes, arguments.Sizes[0], arguments.Sizes[^1], Bytes);
            crowd.Flood(arguments.Warm, UnderWayEach);
        }

        for (var round = 1; round <= arguments.Rounds; round++)
        {
            foreach (var peer in arguments.Peers)
            {
                foreach (var pair in new[] { overRedis, overNats })
                {
                    rounds.Add(Measure(peer, pair, arguments, paced));
                    Console.Error.WriteLine($"round {round}: {rounds[^1]}");
                }
            }
        }

        return rounds;
    }

    private static TwoNodesRound Measure(Peer peer, NodePair pair, TableArguments arguments, int paced)
    {
        var (time, members) = (TimeSpan.FromSeconds(arguments.Seconds), arguments.Sizes[^1]);
        using var crowd = Crowd.Join(peer, pair.Nodes, arguments.Sizes[0], members, Bytes);
        crowd.Flood(time / 5, UnderWayEach);
        crowd.Tally.Clear();
        var began = Stopwatch.GetTimestamp();
        crowd.Flood(time, UnderWayEach);
        var most = crowd.Tally.Delivered / Stopwatch.GetElapsedTime(began).TotalSeconds;
        var (delivered, lost, twice) = (crowd.Tally.Delivered, crowd.Tally.Lost, crowd.Tally.Twice);

        crowd.Tally.Clear();
        began = Stopwatch.GetTimestamp();
        crowd.Pace(time, (double)paced / members);
        var (tally, latency) = (crowd.Tally, crowd.Tally.Latency);
        var half = new PacedRound(
            peer.Name, paced, tally.Delivered / Stopwatch.GetElapsedTime(began).TotalSeconds, latency.At(0.5), latency.At(0.99), latency.MaxMilliseconds, 0, tally.Delivered, tally.Lost, tally.Twice);
        return new TwoNodesRound(peer.Name, pair.Store, most, half, delivered + tally.Delivered, lost + tally.Lost, twice + tally.Twice);
    }

    private static string Spread(PacedRound[] rounds, Func<PacedRound, double> figure) => Report.Spread([.. rounds.Select(figure)], "0.0");

    private static string Word(bool isMet) => isMet ? "yes" : "no";
}
