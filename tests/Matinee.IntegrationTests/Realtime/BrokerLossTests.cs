using System.Text;
using System.Text.Json;
using Matinee.Realtime.Brokers;
using Xunit;

namespace Matinee.IntegrationTests.Realtime;

/// <summary>The store goes and comes back under members that are connected.</summary>
public sealed class BrokerLossTests : IAsyncLifetime
{
    private readonly MemoryBroker _memory = new(TimeProvider.System);
    private readonly string _channel = "chat:room";
    private SwitchedBroker _store = null!; // set before any test runs
    private RealtimeHost _host = null!; // set before any test runs

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _store = new SwitchedBroker(_memory);
        var bus = new MemoryNodeBus();
        var values = new MemorySharedValues(TimeProvider.System);
        var clock = new NodeReferenceClock(TimeProvider.System, "store");
        _host = await RealtimeHost.StartAsync(
            options => (options.Guard.ProbeInterval, options.Guard.Timeout) = (TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(250)),
            realtime => realtime.UseBroker(_ => _store, _ => bus, _ => values, _ => clock));
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Lost_hints_are_read_from_the_log_before_the_next_is_delivered()
    {
        using var socket = await MemberAsync("a");

        _store.LosesHints = true;
        await PublishAsync("1");
        await PublishAsync("2");
        _store.LosesHints = false;
        await PublishAsync("3");

        Assert.Equal([(1L, "1"), (2L, "2"), (3L, "3")], await HearAsync(socket, 3));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_room_goes_on_among_the_members_of_a_node_and_comes_back_in_a_new_epoch(bool silent)
    {
        _store.IsSilent = silent;
        using var socket = await MemberAsync("a");
        await PublishAsync("before");
        Assert.Equal([(1L, "before")], await HearAsync(socket, 1));
        var first = (await _memory.TopAsync(_channel, Stop)).Position.Epoch;

        _store.TurnOff(andSay: !silent);
        if (silent)
        {
            Assert.IsType<Unavailable>(await TryPublishAsync("lost"));
            Assert.IsType<Unavailable>(await TryPublishAsync("lost"));
        }

        var alone = await ComeAgainAsync(socket, 3, first, 1);
        await PublishAsync("during");

        Assert.Matches("^[a-z0-9]+~node", alone.Epoch);
        Assert.True(alone.Recovered);
        Assert.Equal([(2L, "during")], await HearAsync(socket, 1));

        _store.TurnOn();
        var back = await ComeAgainAsync(socket, 4, alone.Epoch, 2);
        await PublishAsync("after");

        Assert.False(back.Recovered);
        Assert.DoesNotContain("~", back.Epoch, StringComparison.Ordinal);
        Assert.NotEqual(first, back.Epoch);
        Assert.Equal([(2L, "after")], await HearAsync(socket, 1));
        var log = Assert.IsType<Publications>(await _memory.ReadAsync(_channel, new StreamPosition(back.Epoch, 0), 10, Stop));
        Assert.Equal(["\"during\"", "\"after\""], log.Items.Select(p => Encoding.UTF8.GetString(p.Data.Span)));
    }

    [Fact]
    public async Task A_store_that_comes_back_with_nothing_new_said_makes_no_new_epoch()
    {
        using var socket = await MemberAsync("a");
        await PublishAsync("before");
        await HearAsync(socket, 1);
        var first = (await _memory.TopAsync(_channel, Stop)).Position;

        _store.TurnOff(andSay: true);
        var alone = await ComeAgainAsync(socket, 3, first.Epoch, 1);
        _store.TurnOn();
        var back = await ComeAgainAsync(socket, 4, alone.Epoch, 1);

        Assert.Equal(first.Epoch, back.Epoch);
        Assert.Equal(first, (await _memory.TopAsync(_channel, Stop)).Position);
    }

    private async Task<RawWebSocket> MemberAsync(string user)
    {
        var socket = await RawWebSocket.OpenAsync(_host);
        await socket.ConnectAsync(user);
        await socket.SendTextAsync($$$"""{"id":2,"subscribe":{"channel":"{{{_channel}}}"}}""");
        Assert.True((await socket.ReplyAsync(2)).TryGetProperty("subscribe", out _));
        return socket;
    }

    private async Task PublishAsync(string text) => Assert.IsType<Appended>(await TryPublishAsync(text));

    private async Task<AppendResult?> TryPublishAsync(string text) =>
        await _host.Server.PublishAsync(_channel, new LogEntry { Data = Encoding.UTF8.GetBytes($"\"{text}\"") }, Stop);

    private static async Task<List<(long Offset, string Text)>> HearAsync(RawWebSocket socket, int count)
    {
        var heard = new List<(long, string)>();
        while (heard.Count < count)
        {
            var push = await PushAsync(socket);
            if (push.TryGetProperty("pub", out var pub))
                heard.Add((pub.GetProperty("offset").GetInt64(), pub.GetProperty("data").GetString() ?? ""));
        }

        return heard;
    }

    // Waits to be told to subscribe again, and does, from its last position, as an SDK would.
    private async Task<(string Epoch, bool Recovered)> ComeAgainAsync(RawWebSocket socket, int id, string epoch, long offset)
    {
        while (!((await PushAsync(socket)).TryGetProperty("unsubscribe", out var why) && why.GetProperty("code").GetInt32() == 2500))
        {
        }

        await socket.SendTextAsync($$$"""{"id":{{{id}}},"subscribe":{"channel":"{{{_channel}}}","recover":true,"epoch":"{{{epoch}}}","offset":{{{offset}}}}}""");
        var answer = (await socket.ReplyAsync(id)).GetProperty("subscribe");
        return (answer.GetProperty("epoch").GetString() ?? "", answer.TryGetProperty("recovered", out _));
    }

    private static async Task<JsonElement> PushAsync(RawWebSocket socket)
    {
        while (true)
        {
            var text = await socket.ReadTextAsync();
            if (text == "{}")
            {
                await socket.SendTextAsync("{}");
                continue;
            }

            using var document = JsonDocument.Parse(text);
            if (document.RootElement.TryGetProperty("push", out var push))
                return push.Clone();
        }
    }
}
