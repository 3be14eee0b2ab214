using System.Diagnostics;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Matinee.Testing.Faults;
using Matinee.Testing.Servers;
using Xunit;

namespace Matinee.IntegrationTests.Rooms.Faults;

/// <summary>One user storms two nodes at once, that know of each other's connections by what they tell.</summary>
[Trait("lane", "soak")]
public sealed class UserCapTests
{
    private const int Cap = 5;
    private const int Nodes = 2;
    private const int Tabs = 16;
    private static readonly TimeSpan Storm = TimeSpan.FromSeconds(Soak.Count(60, 10));
    private static readonly TimeSpan MostOver = TimeSpan.FromSeconds(2);
    private int _open;
    private int _admitted;
    private int _refused;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_user_who_storms_both_nodes_is_over_the_cap_by_no_more_than_the_nodes_for_long()
    {
        await using var redis = await RedisServers.StartAsync(1);
        await using var nodes = await TwoNodes.StartAsync(new Dictionary<string, string?> { ["REDIS_URL"] = redis.Url, ["MATINEE__CONNECTIONS__PERUSER"] = $"{Cap}" }, null, Stop);
        using var owner = await nodes[0].CreateAdminClientAsync(Stop);
        var token = await TokenAsync(owner);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        over.CancelAfter(Storm);

        var tabs = Enumerable.Range(0, Tabs).Select(tab => ComeAndGoAsync(nodes.Addresses[tab % Nodes], token, tab, over.Token)).ToList();
        var (most, longest) = await WatchAsync(over.Token);
        await Task.WhenAll(tabs);

        Console.WriteLine($"{_admitted} admitted and {_refused} refused; {most} at most, over {Cap + Nodes} for {longest.TotalSeconds:0.00} s at most");
        Assert.True(_admitted > Cap && _refused > Cap, $"{_admitted} admitted, {_refused} refused: there was no storm.");
        Assert.InRange(longest, TimeSpan.Zero, Soak.Limit(MostOver));
    }

    private static async Task<string> TokenAsync(HttpClient owner)
    {
        var made = await owner.PostAsJsonAsync("/api/rooms", new { name = "Film night", mode = "everyone" }, Stop);
        var room = (await made.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("id").GetString();
        var joined = await owner.PostAsJsonAsync($"/api/rooms/{room}/join", new { }, Stop);
        return (await joined.Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("token").GetString() ?? "";
    }

    /// <returns>The most that were open, and the longest time for which there were more than the cap and the nodes.</returns>
    private async Task<(int Most, TimeSpan Longest)> WatchAsync(CancellationToken over)
    {
        var (most, longest, since) = (0, TimeSpan.Zero, Stopwatch.GetTimestamp());
        while (!over.IsCancellationRequested)
        {
            var open = Volatile.Read(ref _open);
            most = Math.Max(most, open);
            if (open <= Cap + Nodes)
                since = Stopwatch.GetTimestamp();
            else if (Stopwatch.GetElapsedTime(since) is var lasted && lasted > longest)
                longest = lasted;
            await Task.Delay(10, CancellationToken.None);
        }

        return (most, longest);
    }

    private async Task ComeAndGoAsync(Uri node, string token, int tab, CancellationToken over)
    {
        var random = new Random(tab);
        while (!over.IsCancellationRequested)
        {
            try
            {
                await StayAsync(node, token, TimeSpan.FromMilliseconds(random.Next(200, 4000)), over);
            }
            catch (Exception e) when (e is WebSocketException or OperationCanceledException)
            {
                // It was cut off, or the storm is over.
            }

            await Task.Delay(random.Next(50), CancellationToken.None);
        }
    }

    // Counts from the answer to the end, whoever ends it.
    private async Task StayAsync(Uri node, string token, TimeSpan stay, CancellationToken over)
    {
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new UriBuilder(node) { Scheme = "ws", Path = "/connection/websocket" }.Uri, over);
        await socket.SendAsync(Encoding.UTF8.GetBytes($$$"""{"id":1,"connect":{"token":"{{{token}}}"}}"""), WebSocketMessageType.Text, true, over);
        var buffer = new byte[16 * 1024];
        var answer = await socket.ReceiveAsync(buffer.AsMemory(), over);
        if (answer.MessageType == WebSocketMessageType.Close || !Encoding.UTF8.GetString(buffer, 0, answer.Count).Contains("\"connect\"", StringComparison.Ordinal))
        {
            Interlocked.Increment(ref _refused);
            return;
        }

        Interlocked.Increment(ref _admitted);
        Interlocked.Increment(ref _open);
        try
        {
            using var leaving = CancellationTokenSource.CreateLinkedTokenSource(over);
            leaving.CancelAfter(stay);
            while ((await socket.ReceiveAsync(buffer.AsMemory(), leaving.Token)).MessageType != WebSocketMessageType.Close)
            {
            }
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }
}
