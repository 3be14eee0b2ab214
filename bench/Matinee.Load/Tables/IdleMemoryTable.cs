using System.Globalization;
using System.Text;
using Matinee.Benchmarks;
using Matinee.Load.Peers;

namespace Matinee.Load.Tables;

/// <summary>What a connection costs that has joined a topic and hears nothing.</summary>
internal static class IdleMemoryTable
{
    private const int Bytes = 100;
    private const int Rehearsal = 1000;

    public static async Task<int> RunAsync(string[] words)
    {
        var arguments = new TableArguments { Rounds = 3, Sizes = [10_000], Seconds = 10 }.With(words);
        var text = new StringBuilder(Report.Head("Memory of an idle connection"));
        text.AppendLine(CultureInfo.InvariantCulture, $"""
            What the server's processes grow by (PSS of the kernel; its own socket buffers are not in it), divided by the connections, each of
            which has joined one topic. A fresh process is rehearsed with {Rehearsal} connections that come, get 20 publications and go; then
            it is measured, joined by all, left alone for {arguments.Seconds} s, and measured again; one publication to all proves that they are there.
            {arguments.Rounds} interleaved rounds, median, lowest to highest behind it. Matinee is `Matinee.Realtime` in a bare ASP.NET Core application.

            | | connections | KiB each | target <= 8 | MiB without them | all joined in s |
            |---|---|---|---|---|---|
            """);
        foreach (var size in arguments.Sizes)
        {
            var rounds = await MeasureAsync(arguments, size);
            foreach (var peer in arguments.Peers)
            {
                var own = rounds.Where(round => round.Peer == peer.Name).ToArray();
                var target = !peer.IsOurs ? "" : Report.Median(own.Select(r => r.KibEach)) <= 8 ? "met" : "missed";
                text.AppendLine(CultureInfo.InvariantCulture,
                    $"| {peer.Title} | {size:N0} | {Report.Spread([.. own.Select(r => r.KibEach)], "0.0")} | {target} | {Report.Median(own.Select(r => r.BaseKib / 1024)):0} | {Report.Median(own.Select(r => r.Joining.TotalSeconds)):0.0} |");
            }
        }

        Report.Save("idle-memory", text.ToString());
        return 0;
    }

    public static async Task<IReadOnlyList<IdleRound>> MeasureAsync(TableArguments arguments, int connections)
    {
        var rounds = new List<IdleRound>();
        for (var round = 1; round <= arguments.Rounds; round++)
        {
            foreach (var peer in arguments.Peers)
            {
                await using var server = await PeerServer.StartAsync(peer.Program);
                rounds.Add(Measure(peer, server, connections, TimeSpan.FromSeconds(arguments.Seconds)));
                Console.Error.WriteLine($"round {round}: {rounds[^1]}");
            }
        }

        return rounds;
    }

    private static IdleRound Measure(Peer peer, PeerServer server, int connections, TimeSpan rest)
    {
        using (var rehearsal = Crowd.Join(peer, [server], 1, Math.Min(Rehearsal, connections), Bytes))
            rehearsal.Pace(TimeSpan.FromSeconds(1), 20);
        var before = server.Figures.PssKib;
        using var crowd = Crowd.Join(peer, [server], 1, connections, Bytes);
        crowd.Loop.Run(rest);
        var after = server.Figures.PssKib;
        crowd.Publish(crowd.Topics[0]);
        crowd.Loop.Run(() => crowd.Topics[0].UnderWay == 0, TimeSpan.FromSeconds(30), () => $"{crowd.Tally.Delivered} of {connections} heard it");
        return new IdleRound(peer.Name, connections, (after - before) / connections, before, crowd.Joining, crowd.Tally.Delivered);
    }
}
