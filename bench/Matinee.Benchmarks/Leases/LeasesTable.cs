using System.Diagnostics;
using System.Globalization;
using System.Text;
using Matinee.Adapters.Postgres;
using Matinee.Adapters.Sqlite;
using Matinee.App.Database;
using Matinee.Testing.Servers;

namespace Matinee.Benchmarks.Leases;

/// <summary>How fast tasks are given out while a thousand workers wait, on both databases, durable as in production.</summary>
internal static class LeasesTable
{
    private const int Trickle = 1000;
    private const int Flood = 5000;
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(10);

    public static async Task<int> RunAsync(string[] arguments, CancellationToken cancellationToken)
    {
        var workers = arguments.Length > 0 ? int.Parse(arguments[0], CultureInfo.InvariantCulture) : 1000;
        var text = new StringBuilder(Report.Head("Leases: tasks a second and latency with idle workers polling"));
        text.AppendLine(CultureInfo.InvariantCulture, $"""
            {workers} workers wait in long polls on one coordinator, in process. Latency is from the commit that makes a task ready to its worker
            holding it, with what the worker has to know. One at a time: {Trickle} tasks, one every 20 ms. All at once: {Flood} tasks made ready in
            one transaction; every worker asks again as soon as it has one. Idle: CPU of the coordinator while nothing is ready.
            Both databases write through to the disk at every commit.

            | catalogue | one at a time: p50 | p99 | longest | all at once: tasks/s | idle CPU |
            |---|---|---|---|---|---|
            """);
        var folder = Directory.CreateTempSubdirectory("matinee-leases-db-").FullName;
        await using (var sqlite = await SqliteCatalogue.OpenAsync(Path.Combine(folder, "matinee.db"), cancellationToken))
            text.AppendLine(await RowAsync("SQLite", sqlite, workers));
        Directory.Delete(folder, recursive: true);
        await using (var server = await PostgresServer.StartOwnAsync())
        {
            await using var postgres = await PostgresCatalogue.OpenAsync(PostgresSettings.Of(await server.CreateDatabaseAsync()), cancellationToken);
            text.AppendLine(await RowAsync($"PostgreSQL {server.Version}", postgres, workers));
        }

        Report.Save("leases", text.ToString());
        return 0;
    }

    private static async Task<string> RowAsync(string name, ICatalogueDatabase catalogue, int workers)
    {
        await using var bench = LeaseBench.Open(catalogue);
        const int warm = 100;
        await bench.PrepareAsync(workers, warm + Trickle + Flood);
        bench.Poll(workers);
        await bench.ReleaseAsync(0, warm, 1, TimeSpan.FromMilliseconds(10));
        var cpu = Process.GetCurrentProcess().TotalProcessorTime;
        await Task.Delay(Idle);
        var idle = (Process.GetCurrentProcess().TotalProcessorTime - cpu) / Idle;
        var latencies = await bench.ReleaseAsync(warm, Trickle, 1, TimeSpan.FromMilliseconds(20));
        var began = Stopwatch.GetTimestamp();
        await bench.ReleaseAsync(warm + Trickle, Flood, Flood, TimeSpan.Zero);
        var rate = Flood / Stopwatch.GetElapsedTime(began).TotalSeconds;
        return string.Create(CultureInfo.InvariantCulture,
            $"| {name} | {At(latencies, 0.5):0.0} ms | {At(latencies, 0.99):0.0} ms | {latencies[^1]:0.0} ms | {rate:0} | {idle * 100:0.0} % of a core |");
    }

    private static double At(IReadOnlyList<double> sorted, double share) => sorted[Math.Min(sorted.Count - 1, (int)(sorted.Count * share))];
}
