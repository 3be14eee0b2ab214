using System.Globalization;
using System.Text;
using Matinee.Benchmarks;
using Matinee.Load.Peers;
using Matinee.Testing.Servers;

namespace Matinee.Load.Tables;

/// <summary>Everybody is thrown out at once and comes back at once.</summary>
internal static class ResumeTable
{
    public static async Task<int> RunAsync(string[] words)
    {
        var arguments = new TableArguments { Rounds = 3, Sizes = [10_000] }.With(words);
        var text = new StringBuilder(Report.Head("Resume storm"));
        text.AppendLine(CultureInfo.InvariantCulture, $"""
            All members lose their connection in the same moment and connect again at once, {Crowd.ConnectsPerSecond:N0} a second at most, while 10 publications a second go on. Drop: the
            sockets are closed. Restart: the server is killed (SIGKILL) and started again; Matinee keeps its log in Redis then. The time is from the
            first reconnect (at a restart: from the moment the server listens) until the last member has joined and has everything up to that moment.
            Missed: publications that members never got. {arguments.Rounds} interleaved rounds, median, lowest to highest behind it; {Pinning.Words}.

            | | cause | members | all back after s | recovered | missed | twice |
            |---|---|---|---|---|---|---|
            """);
        foreach (var size in arguments.Sizes)
        {
            var rounds = await MeasureAsync(arguments, size);
            foreach (var own in rounds.GroupBy(round => (round.Peer, round.Cause)))
            {
                text.AppendLine(CultureInfo.InvariantCulture,
                    $"| {arguments.Peers.First(p => p.Name == own.Key.Peer).Title} | {own.Key.Cause} | {size:N0} | {Report.Spread([.. own.Select(r => r.Back.TotalSeconds)], "0.00")} | {own.Min(r => r.Recovered):N0} | {own.Sum(r => r.Missed):N0} | {own.Sum(r => r.Twice):N0} |");
            }
        }

        Report.Save("resume", text.ToString());
        return 0;
    }

    public static async Task<IReadOnlyList<ResumeRound>> MeasureAsync(TableArguments arguments, int members)
    {
        var rounds = new List<ResumeRound>();
        await using var redis = await RedisServers.StartAsync(1);
        for (var round = 1; round <= arguments.Rounds; round++)
        {
            foreach (var peer in arguments.Peers)
            {
                await using (var server = await PeerServer.StartAsync(peer.Program))
                    rounds.Add(await MeasureAsync(peer, server, members, isRestart: false));
                Console.Error.WriteLine($"round {round}: {rounds[^1]}");
                if (!peer.IsOurs)
                    continue;
                await using (var server = await PeerServer.StartAsync(peer.Program, "node1", redis.Url))
                    rounds.Add(await MeasureAsync(peer, server, members, isRestart: true));
                Console.Error.WriteLine($"round {round}: {rounds[^1]}");
            }
        }

        return rounds;
    }

    private static async Task<ResumeRound> MeasureAsync(Peer peer, PeerServer server, int members, bool isRestart)
    {
        using var storm = ResumeStorm.Gather(peer, server, members);
        if (isRestart)
            await storm.RestartAsync();
        else
            storm.Drop();
        var back = storm.Return();
        return new ResumeRound(peer.Name, isRestart ? "restart, Redis" : "drop", members, back, storm.Recovered, storm.Missed, storm.Twice);
    }
}
