using System.Globalization;
using System.Text;
using Matinee.Testing.Servers;

namespace Matinee.Benchmarks.Streams;

/// <summary>Ten thousand streams in the registry: how long a page takes on any node, and how soon a change is seen on all.</summary>
internal static class StreamsTable
{
    private const int Usual = 10_000;
    private const int Pages = 400;
    private const int Rounds = 200;

    private static readonly string[] Queries = ["limit=50", "limit=200", "limit=50&q=number 9"];

    public static async Task<int> RunAsync(string[] arguments, CancellationToken cancellationToken)
    {
        var count = arguments.Length > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : Usual;
        var text = new StringBuilder(Report.Head("Streams: a registry of ten thousand"));
        text.AppendLine(CultureInfo.InvariantCulture, $"""
            {count} streams, made over HTTP one after the other as the leader takes them. The nodes are servers of their own on this machine, asked over
            HTTP by one program beside them; what they are asked by an administrator, who sees all. A page: {Pages} in a row, through the list and from
            its beginning again. A change: {Rounds} times one stream is made, changed and deleted on the leader, while every node is asked for its list
            every 3 ms; *seen* is from sending it to the first list of the last node that shows it. Limits: a page 50 ms, seen 100 ms p99.

            """);
        await using (var server = await PostgresServer.StartOwnAsync())
        await using (var nodes = await StreamNodes.StartAsync(3, await server.CreateDatabaseAsync(), cancellationToken))
            await MeasureAsync(text, $"Three nodes with `--raft`, PostgreSQL {server.Version}", nodes, count, cancellationToken);
        await using (var node = await StreamNodes.StartAsync(1, null, cancellationToken))
            await MeasureAsync(text, "One node, its registry in SQLite", node, count, cancellationToken);
        Report.Save("streams", text.ToString());
        return 0;
    }

    private static async Task MeasureAsync(StringBuilder text, string title, StreamNodes nodes, int count, CancellationToken cancellationToken)
    {
        var rounds = new StreamRounds(nodes);
        var empty = nodes.Nodes.ToDictionary(node => node.Name, node => node.Memory());
        var rate = await rounds.FillAsync(count, cancellationToken);
        text.AppendLine(CultureInfo.InvariantCulture, $"## {title}\n\n{rate:0} creates a second; {nodes.Leader.Name} leads.\n\n| node | list | p50 | p99 | longest |\n|---|---|---|---|---|");
        foreach (var node in nodes.Nodes)
        {
            foreach (var query in Queries)
            {
                var latencies = await StreamRounds.WalkAsync(node, query, Pages, cancellationToken);
                text.AppendLine(CultureInfo.InvariantCulture, $"| {node.Name} | `{query}` | {At(latencies, 0.5):0.0} ms | {At(latencies, 0.99):0.0} ms | {latencies[^1]:0.0} ms |");
            }
        }

        text.AppendLine("\n| on the leader | acknowledged: p50 | p99 | seen on all: p50 | p99 | longest |\n|---|---|---|---|---|---|");
        foreach (var (kind, changes) in await rounds.ChangeAsync(Rounds, cancellationToken))
        {
            double[] acknowledged = [.. changes.Select(change => change.Acknowledged).Order()], seen = [.. changes.Select(change => change.Seen).Order()];
            text.AppendLine(CultureInfo.InvariantCulture, $"| {kind} | {At(acknowledged, 0.5):0.0} ms | {At(acknowledged, 0.99):0.0} ms | {At(seen, 0.5):0.0} ms | {At(seen, 0.99):0.0} ms | {seen[^1]:0.0} ms |");
        }

        text.AppendLine("\n| node | memory without streams | with them, after all this | its etcd |\n|---|---|---|---|");
        foreach (var node in nodes.Nodes)
        {
            var (server, member) = node.Memory();
            text.AppendLine(CultureInfo.InvariantCulture, $"| {node.Name} | {empty[node.Name].Server >> 20} MiB | {server >> 20} MiB | {(member > 0 ? $"{member >> 20} MiB" : "none")} |");
        }

        text.AppendLine();
    }

    private static double At(IReadOnlyList<double> sorted, double share) => sorted[Math.Min(sorted.Count - 1, (int)(sorted.Count * share))];
}
