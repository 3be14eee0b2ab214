using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;

namespace Matinee.Benchmarks.Streams;

/// <summary>What is measured on nodes that run: creates, pages, and how soon a change is seen everywhere.</summary>
internal sealed class StreamRounds(StreamNodes nodes)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>A node that is asked without a pause has little time for anything else.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(3);

    /// <summary>Many at a time, as they stand in line at the leader anyway.</summary>
    private const int Creators = 8;

    /// <returns>Creates a second.</returns>
    public async Task<double> FillAsync(int count, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        await Parallel.ForEachAsync(Enumerable.Range(0, count), new ParallelOptions { MaxDegreeOfParallelism = Creators, CancellationToken = cancellationToken }, async (i, stop) =>
        {
            using var answer = await nodes.Leader.Client.PostAsJsonAsync("/hls/streams", new { title = $"Stream number {i}", visibility = i % 10 == 0 ? "public" : "unlisted" }, stop);
            answer.EnsureSuccessStatusCode();
        });
        var rate = count / Stopwatch.GetElapsedTime(began).TotalSeconds;
        foreach (var node in nodes.Nodes)
            await UntilAsync(node, "limit=1", text => text.Contains($"\"count\":{count}", StringComparison.Ordinal), cancellationToken);
        return rate;
    }

    /// <summary>Walks the list to its end, and begins again, page after page.</summary>
    /// <returns>Milliseconds of each, sorted.</returns>
    public static async Task<IReadOnlyList<double>> WalkAsync(StreamNode node, string query, int pages, CancellationToken cancellationToken)
    {
        var latencies = new List<double>();
        string? cursor = null;
        // The first few are of a server that was not asked so before.
        for (var page = -10; page < pages; page++)
        {
            var began = Stopwatch.GetTimestamp();
            var text = await node.Client.GetStringAsync($"/hls/streams?{query}{(cursor is null ? "" : "&cursor=" + Uri.EscapeDataString(cursor))}", cancellationToken);
            if (page >= 0)
                latencies.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            cursor = JsonSerializer.Deserialize<JsonElement>(text).GetProperty("next_cursor").GetString();
        }

        return [.. latencies.Order()];
    }

    /// <summary>One stream is made, changed and deleted, again and again.</summary>
    /// <returns>Of each kind of change.</returns>
    public async Task<IReadOnlyDictionary<string, List<SeenChange>>> ChangeAsync(int rounds, CancellationToken cancellationToken)
    {
        var seen = new Dictionary<string, List<SeenChange>> { ["create"] = [], ["change"] = [], ["delete"] = [] };
        var client = nodes.Leader.Client;
        for (var i = 0; i < rounds; i++)
        {
            var (first, second, id) = ($"made {i:00000}", $"changed {i:00000}", "");
            seen["create"].Add(await MeasureAsync(async () =>
            {
                using var answer = await client.PostAsJsonAsync("/hls/streams", new { title = first }, cancellationToken);
                id = (await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>(cancellationToken)).GetProperty("id").GetString() ?? "";
            }, text => text.Contains(first, StringComparison.Ordinal), cancellationToken));
            seen["change"].Add(await MeasureAsync(async () =>
            {
                using var answer = await client.PatchAsJsonAsync($"/hls/streams/{id}", new { title = second }, cancellationToken);
                answer.EnsureSuccessStatusCode();
            }, text => text.Contains(second, StringComparison.Ordinal), cancellationToken));
            seen["delete"].Add(await MeasureAsync(async () =>
            {
                using var answer = await client.DeleteAsync($"/hls/streams/{id}", cancellationToken);
                answer.EnsureSuccessStatusCode();
            }, text => !text.Contains(second, StringComparison.Ordinal), cancellationToken));
        }

        return seen;
    }

    /// <summary>The nodes are asked all along, so that none is seen late for being asked late.</summary>
    private async Task<SeenChange> MeasureAsync(Func<Task> change, Func<string, bool> shows, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        var everywhere = Task.WhenAll(nodes.Nodes.Select(node => UntilAsync(node, "limit=1", shows, cancellationToken)));
        await change();
        var acknowledged = Stopwatch.GetTimestamp();
        var last = (await everywhere).Max();
        return new SeenChange(Stopwatch.GetElapsedTime(began, acknowledged).TotalMilliseconds, Stopwatch.GetElapsedTime(began, last).TotalMilliseconds);
    }

    private static async Task<long> UntilAsync(StreamNode node, string query, Func<string, bool> shows, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        while (!shows(await node.Client.GetStringAsync("/hls/streams?" + query, patience.Token)))
            await Task.Delay(Pause, patience.Token);
        return Stopwatch.GetTimestamp();
    }
}

/// <param name="Acknowledged">Milliseconds from sending it to the leader's answer.</param>
/// <param name="Seen">Milliseconds from sending it to the first list of the last node that shows it.</param>
internal sealed record SeenChange(double Acknowledged, double Seen);
