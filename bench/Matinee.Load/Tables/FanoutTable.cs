using System.Diagnostics;
using System.Globalization;
using System.Text;
using Matinee.Benchmarks;
using Matinee.Load.Peers;

namespace Matinee.Load.Tables;

/// <summary>One publisher, many members: deliveries a CPU second when it goes as fast as it can, and latency when it does not.</summary>
internal static class FanoutTable
{
    private const int Bytes = 100;
    private const int UnderWay = 8;

    // A percentile of 1,000 members needs some hundred publications to be one.
    private const int LatencyPhase = 4;
    private const int DeliveriesPerSecond = 20_000;
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(0.5);

    public static async Task<int> RunAsync(string[] words)
    {
        var arguments = new TableArguments { Sizes = [1000, 10_000], Seconds = 3 }.With(words);
        var text = new StringBuilder(Report.Head("Fan-out: one publisher to many members"));
        text.AppendLine(CultureInfo.InvariantCulture, $"""
            {Bytes} B, {UnderWay} publications under way, {arguments.Rounds} interleaved rounds of {arguments.Seconds} s after {arguments.Warm.TotalSeconds:0} s of work each; {Pinning.Words}.
            Then {DeliveriesPerSecond:N0} deliveries a second: 20 publications a second to 1,000 members, 2 to 10,000. CPU is user and system time of the
            server's process. Matinee is `Matinee.Realtime` in a bare ASP.NET Core application with the log in memory (every publication is kept for
            recovery); SignalR sends to a group, nchan keeps 100 messages, ws and Socket.IO keep none. Median, lowest to highest behind it.
            Ratios are within a round. uWebSockets.js is not on npm.
            """);
        foreach (var size in arguments.Sizes)
            Describe(text, size, await MeasureAsync(arguments, size), arguments.Peers);
        Report.Save("fanout", text.ToString());
        return 0;
    }

    public static async Task<IReadOnlyList<FanoutRound>> MeasureAsync(TableArguments arguments, int members)
    {
        var rounds = new List<FanoutRound>();
        var servers = new Dictionary<PeerProgram, PeerServer>();
        try
        {
            foreach (var program in arguments.Peers.Select(peer => peer.Program).Distinct())
                servers[program] = await PeerServer.StartAsync(program);
            foreach (var peer in arguments.Peers.Where(_ => arguments.Warm > TimeSpan.Zero))
            {
                using var crowd = Crowd.Join(peer, [servers[peer.Program]], 1, members, Bytes);
                crowd.Flood(arguments.Warm, UnderWay);
            }

            for (var round = 1; round <= arguments.Rounds; round++)
            {
                foreach (var peer in arguments.Peers)
                {
                    rounds.Add(Measure(peer, servers[peer.Program], members, TimeSpan.FromSeconds(arguments.Seconds)));
                    Console.Error.WriteLine($"round {round}, {members} members: {rounds[^1]}");
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

    private static FanoutRound Measure(Peer peer, PeerServer server, int members, TimeSpan time)
    {
        using var crowd = Crowd.Join(peer, [server], 1, members, Bytes);
        crowd.Flood(Settling, UnderWay);
        crowd.Tally.Clear();
        var (cpu, began) = (server.Figures.CpuSeconds, Stopwatch.GetTimestamp());
        crowd.Flood(time, UnderWay);
        var spent = server.Figures.CpuSeconds - cpu;
        var (deliveries, lost, twice) = (crowd.Tally.Delivered, crowd.Tally.Lost, crowd.Tally.Twice);
        var perSecond = deliveries / Stopwatch.GetElapsedTime(began).TotalSeconds;

        crowd.Tally.Clear();
        crowd.Pace(time * LatencyPhase, Math.Max(1, (double)DeliveriesPerSecond / members));
        var latency = crowd.Tally.Latency;
        return new FanoutRound(
            peer.Name, deliveries, deliveries / spent, perSecond, latency.At(0.5), latency.At(0.99), latency.MaxMilliseconds, lost + crowd.Tally.Lost, twice + crowd.Tally.Twice);
    }

    private static void Describe(StringBuilder text, int members, IReadOnlyList<FanoutRound> rounds, IReadOnlyList<Peer> peers)
    {
        text.AppendLine(CultureInfo.InvariantCulture, $"\n## {members:N0} members\n");
        text.AppendLine("| | deliveries/CPU s | Matinee Protobuf / it | deliveries/s | p50 ms | p99 ms | longest ms | lost | twice |\n|---|---|---|---|---|---|---|---|---|");
        var ours = rounds.Where(round => round.Peer == "matinee-protobuf").ToArray();
        foreach (var peer in peers)
        {
            var own = rounds.Where(round => round.Peer == peer.Name).ToArray();
            var ratio = ours.Length == own.Length ? Report.Spread([.. ours.Zip(own, (a, b) => a.PerCpuSecond / b.PerCpuSecond)], "0.00") : "";
            text.AppendLine(CultureInfo.InvariantCulture,
                $"| {peer.Title} | {Report.Spread([.. own.Select(r => r.PerCpuSecond)], "N0")} | {ratio} | {Report.Median(own.Select(r => r.PerSecond)):N0} | {Report.Spread([.. own.Select(r => r.P50)], "0.0")} | {Report.Spread([.. own.Select(r => r.P99)], "0.0")} | {own.Max(r => r.Longest):0.0} | {own.Sum(r => r.Lost)} | {own.Sum(r => r.Twice)} |");
        }
    }
}
