using Matinee.Realtime.Brokers;
using Matinee.Realtime.Usage;
using Matinee.Testing.Time;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Matinee.IntegrationTests.Realtime;

/// <summary>Limits of connections hold over nodes that know of each other by the bus alone.</summary>
public sealed class CountedConnectionsTests : IAsyncLifetime
{
    private const int Cap = 5;
    private const int ConnectionLimit = 3504;
    private readonly MemoryNodeBus _bus = new();
    private readonly List<RealtimeHost> _nodes = [];

    public async ValueTask InitializeAsync()
    {
        foreach (var name in new[] { "one", "two" })
            _nodes.Add(await StartAsync(name));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var node in _nodes)
            await node.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_user_who_is_full_on_one_node_is_refused_on_the_other()
    {
        using var crowd = new SocketCrowd();
        for (var i = 0; i < Cap; i++)
            await crowd.EnterAsync(_nodes[i % 2], "anna");
        await Patient.UntilAsync(() => _nodes.All(node => node.Services.GetRequiredService<UsageBoard>().Total == Cap), Stop);
        using var late = await RawWebSocket.OpenAsync(_nodes[1]);
        await late.SendTextAsync("""{"id":1,"connect":{"token":"user:anna"}}""");
        Assert.Equal(ConnectionLimit, await late.CloseCodeAsync());
        using var other = await RawWebSocket.OpenAsync(_nodes[1]);
        await other.ConnectAsync("bert");
    }

    [Fact]
    public async Task Whoever_comes_to_all_nodes_at_once_has_no_more_than_the_limit_soon_afterwards()
    {
        using var crowd = new SocketCrowd();
        await Task.WhenAll(Enumerable.Range(0, 2 * Cap).Select(i => crowd.TryEnterAsync(_nodes[i % 2], "anna")));

        await Patient.UntilAsync(() => Connections <= Cap, Stop); // who does not answer a close is cut off after 2 s
        await SettledAsync();
        Assert.InRange(Connections, 1, Cap);
    }

    [Fact]
    public async Task A_place_that_is_given_up_on_one_node_is_free_on_the_other()
    {
        using var crowd = new SocketCrowd();
        for (var i = 0; i < Cap; i++)
            await crowd.EnterAsync(_nodes[0], "anna");
        crowd.LeaveAll();

        await Patient.UntilAsync(() => crowd.TryEnterAsync(_nodes[1], "anna"), Stop);
    }

    [Fact]
    public async Task Streams_of_one_address_that_do_not_say_who_they_are_are_few()
    {
        _nodes.Add(await RealtimeHost.StartAsync(options => (options.Connections.CountsLoopback, options.Connections.PerAddressWaiting) = (true, 2)));
        using var first = await RawWebSocket.OpenAsync(_nodes[2]);
        using var second = await RawWebSocket.OpenAsync(_nodes[2]);
        const string upgrade = "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

        Assert.StartsWith("HTTP/1.1 429", await RawWebSocket.AskAsync(_nodes[2], upgrade), StringComparison.Ordinal);
        await first.ConnectAsync("anna");
        await Patient.UntilAsync(async () => (await RawWebSocket.AskAsync(_nodes[2], upgrade)).StartsWith("HTTP/1.1 101", StringComparison.Ordinal), Stop);
    }

    [Fact]
    public async Task An_address_has_a_limit_whatever_names_it_brings()
    {
        _nodes.Add(await RealtimeHost.StartAsync(options => (options.Connections.CountsLoopback, options.Connections.PerAddress) = (true, 2)));
        using var crowd = new SocketCrowd();

        Assert.True(await crowd.TryEnterAsync(_nodes[2], "anna"));
        Assert.True(await crowd.TryEnterAsync(_nodes[2], "bert"));
        Assert.False(await crowd.TryEnterAsync(_nodes[2], "cleo"));
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private int Connections => _nodes.Sum(node => node.Server.Connections);

    // The nodes tell each other every 2 s.
    private static Task SettledAsync() => Task.Delay(2500, TestContext.Current.CancellationToken);

    private Task<RealtimeHost> StartAsync(string name) => RealtimeHost.StartAsync(options =>
    {
        options.Node = name;
        options.Connections.PerUser = Cap;
    }, realtime => realtime.UseBroker(
        _ => new MemoryBroker(TimeProvider.System), _ => _bus, _ => new MemorySharedValues(TimeProvider.System), _ => new NodeReferenceClock(TimeProvider.System, "all")));

    private sealed class SocketCrowd : IDisposable
    {
        private readonly System.Collections.Concurrent.ConcurrentBag<RawWebSocket> _sockets = [];

        public async Task EnterAsync(RealtimeHost node, string user) => Assert.True(await TryEnterAsync(node, user));

        public async Task<bool> TryEnterAsync(RealtimeHost node, string user)
        {
            var socket = await RawWebSocket.OpenAsync(node);
            _sockets.Add(socket);
            await socket.SendTextAsync($$$"""{"id":1,"connect":{"token":"user:{{{user}}}"}}""");
            return (await socket.ReadTextAsync()).Contains("\"connect\"", StringComparison.Ordinal);
        }

        public void LeaveAll()
        {
            while (_sockets.TryTake(out var socket))
                socket.Dispose();
        }

        public void Dispose() => LeaveAll();
    }
}
