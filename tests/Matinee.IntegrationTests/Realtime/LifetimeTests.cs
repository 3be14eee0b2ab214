using System.Diagnostics;
using System.Text;
using Matinee.Realtime.Brokers;
using Matinee.Testing.Faults;
using Matinee.Testing.Time;
using Xunit;

namespace Matinee.IntegrationTests.Realtime;

/// <summary>How connections end by themselves, and how a node parts from its own.</summary>
public sealed class LifetimeTests
{
    private const int Shutdown = 3001, TooOld = 4000, Idle = 4500;
    private static readonly TimeSpan LeastSpread = TimeSpan.FromMilliseconds(500);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Who_subscribes_to_nothing_and_asks_for_nothing_goes_for_good()
    {
        await using var host = await RealtimeHost.StartAsync(options =>
        {
            options.Connections.IdleTimeout = TimeSpan.FromSeconds(10); // time for the member to subscribe
            options.Connections.PingInterval = TimeSpan.FromMilliseconds(500);
        });
        using var idle = await RawWebSocket.OpenAsync(host);
        using var member = await RawWebSocket.OpenAsync(host);
        await idle.ConnectAsync("anna");
        await member.ConnectAsync("bert");
        await member.SendTextAsync("""{"id":2,"subscribe":{"channel":"chat:idle"}}""");
        await member.ReplyAsync(2);

        Assert.Equal(Idle, await idle.CloseCodeAsync());
        await member.SendTextAsync("""{"id":3,"ping":{}}""");
        Assert.True((await member.ReplyAsync(3)).TryGetProperty("ping", out _));
    }

    [Fact]
    public async Task What_has_lasted_long_enough_has_to_come_again()
    {
        await using var host = await RealtimeHost.StartAsync(options =>
        {
            options.Connections.MaxAge = TimeSpan.FromSeconds(3);
            options.Connections.PingInterval = TimeSpan.FromMilliseconds(500);
        });
        using var socket = await RawWebSocket.OpenAsync(host);
        await socket.SendTextAsync("""{"id":1,"connect":{"token":"user:anna"}}""");

        Assert.Equal(TooOld, await socket.CloseCodeAsync());
    }

    [Fact]
    public async Task A_node_that_ends_takes_nobody_more_and_sends_its_own_away_in_batches()
    {
        // Clients that have no turn while they are sent away hear of it all at once: then it is looked at once more.
        var spread = await DrainAsync();
        for (var again = 0; again < 4 && spread < LeastSpread; again++)
            spread = await DrainAsync();

        Assert.InRange(spread, LeastSpread, Soak.Limit(TimeSpan.FromSeconds(5)));
    }

    [Fact]
    public async Task A_node_that_is_to_freeze_takes_nothing_without_its_store_and_misses_nothing_afterwards()
    {
        var store = new SwitchedBroker(new MemoryBroker(TimeProvider.System));
        await using var host = await RealtimeHost.StartAsync(options =>
        {
            options.Guard.GoesOnLocally = false;
            options.Guard.ProbeInterval = TimeSpan.FromMilliseconds(100);
        }, realtime => realtime.UseBroker(
            _ => store, _ => new MemoryNodeBus(), _ => new MemorySharedValues(TimeProvider.System), _ => new NodeReferenceClock(TimeProvider.System, "store")));
        using var socket = await RawWebSocket.OpenAsync(host);
        await socket.ConnectAsync("anna");
        await socket.SendTextAsync("""{"id":2,"subscribe":{"channel":"small:freeze"}}""");
        var epoch = (await socket.ReplyAsync(2)).GetProperty("subscribe").GetProperty("epoch").GetString();
        await PublishAsync(host, "before");

        store.TurnOff(andSay: true);
        Assert.IsType<Unavailable>(await host.Server.PublishAsync("small:freeze", Entry("frozen"), Stop));
        await socket.SendTextAsync("""{"id":3,"publish":{"channel":"small:freeze","data":"frozen"}}""");
        var refused = (await socket.ReplyAsync(3)).GetProperty("error");
        store.TurnOn();
        await Patient.UntilAsync(() => host.Server.BrokerHealth.IsUp, Stop);
        await PublishAsync(host, "after");
        await socket.SendTextAsync("""{"id":4,"history":{"channel":"small:freeze","limit":10}}""");
        var history = (await socket.ReplyAsync(4)).GetProperty("history");

        Assert.Equal((503, true), (refused.GetProperty("code").GetInt32(), refused.GetProperty("temporary").GetBoolean()));
        Assert.Equal(["before", "after"], history.GetProperty("publications").EnumerateArray().Select(p => p.GetProperty("data").GetString()));
        Assert.Equal(epoch, history.GetProperty("epoch").GetString());
    }

    /// <returns>Between the first of ten to be sent away and the last.</returns>
    private static async Task<TimeSpan> DrainAsync()
    {
        await using var host = await RealtimeHost.StartAsync(options =>
        {
            options.Drain.Window = TimeSpan.FromSeconds(2);
            options.Drain.SmallestBatch = 1;
        });
        var sockets = new List<RawWebSocket>();
        for (var i = 0; i < 10; i++)
        {
            sockets.Add(await RawWebSocket.OpenAsync(host));
            await sockets[^1].ConnectAsync($"user{i}");
        }

        var began = Stopwatch.GetTimestamp();
        var ending = host.StopAsync();
        var ends = await Task.WhenAll(sockets.Select(async socket => (Code: await socket.CloseCodeAsync(), At: Stopwatch.GetElapsedTime(began))));
        await ending;
        sockets.ForEach(socket => socket.Dispose());

        Assert.All(ends, end => Assert.Equal(Shutdown, end.Code));
        return ends.Max(end => end.At) - ends.Min(end => end.At);
    }

    private static async Task PublishAsync(RealtimeHost host, string text) => Assert.IsType<Appended>(await host.Server.PublishAsync("small:freeze", Entry(text), Stop));

    private static LogEntry Entry(string text) => new() { Data = Encoding.UTF8.GetBytes($"\"{text}\"") };
}
