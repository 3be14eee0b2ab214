using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Matinee.Realtime.Brokers;
using Matinee.Testing.Time;
using Xunit;

namespace Matinee.IntegrationTests.Realtime;

/// <summary>Two nodes over one store and one bus: who is where, and commands that come to the wrong one.</summary>
public sealed class TwoNodesTests : IAsyncLifetime
{
    private readonly MemoryBroker _store = new(TimeProvider.System);
    private readonly MemoryNodeBus _bus = new();
    private RealtimeHost _one = null!; // set before any test runs
    private RealtimeHost _two = null!; // set before any test runs

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => (_one, _two) = (await StartAsync("one"), await StartAsync("two"));

    public async ValueTask DisposeAsync()
    {
        await _one.DisposeAsync();
        await _two.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Members_of_both_nodes_see_each_other_come_and_go()
    {
        using var anna = await EnterAsync(_one, "anna");
        using var bert = await EnterAsync(_two, "bert");

        Assert.Equal("bert", await HearAsync(anna, "join"));
        await PresentAsync(anna, 100, "anna", "bert");
        await PresentAsync(bert, 100, "anna", "bert");

        bert.Dispose();
        Assert.Equal("bert", await HearAsync(anna, "leave"));
        await PresentAsync(anna, 10_000, "anna");
    }

    [Fact]
    public async Task The_members_of_a_node_that_ends_are_gone_with_it()
    {
        using var anna = await EnterAsync(_one, "anna");
        using var bert = await EnterAsync(_two, "bert");
        await HearAsync(anna, "join");

        await _two.StopAsync();

        Assert.Equal("bert", await HearAsync(anna, "leave"));
    }

    [Fact]
    public async Task A_node_that_comes_later_hears_of_those_who_are_there()
    {
        using var anna = await EnterAsync(_one, "anna");
        await using var late = await StartAsync("late");
        using var cleo = await EnterAsync(late, "cleo");

        await PresentAsync(cleo, 100, "anna", "cleo");
    }

    [Fact]
    public async Task A_command_that_comes_to_another_node_than_the_stream_is_carried_out()
    {
        using var http = new HttpClient();
        using var stream = await http.GetStreamAsync(new Uri($"{_one.Address}/connection/sse?cf_connect={Uri.EscapeDataString("""{"id":1,"connect":{"token":"user:anna"}}""")}"), Stop);
        using var events = new StreamReader(stream);
        var connect = (await EventAsync(events)).GetProperty("connect");
        var command = """{"id":2,"rpc":{"method":"echo","data":{"n":7}}}""";

        // A node that had no turn for some seconds is not known to the others until it speaks again.
        var answer = HttpStatusCode.NotFound;
        await Patient.UntilAsync(async () => (answer = (await http.PostAsJsonAsync(
            $"{_two.Address}/emulation", new { node = connect.GetProperty("node").GetString(), session = connect.GetProperty("session").GetString(), data = command }, Stop)).StatusCode) != HttpStatusCode.NotFound, Stop);

        Assert.Equal(HttpStatusCode.NoContent, answer);
        var reply = await EventAsync(events);
        Assert.Equal((2, 7), (reply.GetProperty("id").GetInt32(), reply.GetProperty("rpc").GetProperty("data").GetProperty("n").GetInt32()));
        var stale = await http.PostAsJsonAsync($"{_two.Address}/emulation", new { node = "gone", session = "?", data = command }, Stop);
        Assert.Equal(HttpStatusCode.NotFound, stale.StatusCode);
    }

    [Fact]
    public async Task A_one_way_stream_says_who_it_is_and_then_what_is_published()
    {
        using var http = new HttpClient();
        using var stream = await http.GetStreamAsync(new Uri($"{_one.Address}/connection/uni_sse?token=server:anna"), Stop);
        using var events = new StreamReader(stream);

        var connect = (await EventAsync(events)).GetProperty("connect");
        await _two.Server.PublishAsync("user:anna", new LogEntry { Data = "\"hello\""u8.ToArray() }, Stop);
        var heard = await EventAsync(events);

        Assert.True(connect.GetProperty("subs").TryGetProperty("user:anna", out _));
        Assert.Equal(("user:anna", "hello"), (heard.GetProperty("channel").GetString(), heard.GetProperty("pub").GetProperty("data").GetString()));
    }

    private Task<RealtimeHost> StartAsync(string name) => RealtimeHost.StartAsync(options =>
    {
        options.Node = name;
        options.Drain.Window = TimeSpan.FromMilliseconds(100);
    }, realtime => realtime.UseBroker(
        _ => _store, _ => _bus, _ => new MemorySharedValues(TimeProvider.System), _ => new NodeReferenceClock(TimeProvider.System, "all")));

    private static async Task<RawWebSocket> EnterAsync(RealtimeHost node, string user)
    {
        var socket = await RawWebSocket.OpenAsync(node);
        await socket.ConnectAsync(user);
        await socket.SendTextAsync("""{"id":2,"subscribe":{"channel":"chat:both","join_leave":true}}""");
        Assert.True((await socket.ReplyAsync(2)).TryGetProperty("subscribe", out _));
        return socket;
    }

    /// <summary>Until these are there, asked with one number after the other: a node hears of the members of others a moment later than they do.</summary>
    private static Task PresentAsync(RawWebSocket socket, int id, params string[] names) =>
        Patient.UntilAsync(async () => names.SequenceEqual(await PresentAsync(socket, id++)), Stop, string.Join(", ", names));

    private static async Task<IEnumerable<string?>> PresentAsync(RawWebSocket socket, int id)
    {
        await socket.SendTextAsync($$$"""{"id":{{{id}}},"presence":{"channel":"chat:both"}}""");
        return [.. (await socket.ReplyAsync(id)).GetProperty("presence").GetProperty("presence").EnumerateObject().Select(member => member.Value.GetProperty("user").GetString()).Order(StringComparer.Ordinal)];
    }

    private static async Task<string?> HearAsync(RawWebSocket socket, string what)
    {
        while (true)
        {
            var text = await socket.ReadTextAsync();
            Assert.NotEmpty(text);
            if (text == "{}")
            {
                await socket.SendTextAsync("{}");
                continue;
            }

            using var document = JsonDocument.Parse(text);
            if (document.RootElement.TryGetProperty("push", out var push) && push.TryGetProperty(what, out var told))
                return told.GetProperty("info").GetProperty("user").GetString();
        }
    }

    private static async Task<JsonElement> EventAsync(StreamReader events)
    {
        while (await events.ReadLineAsync(Stop).AsTask().WaitAsync(Patient.Limit, Stop) is { } line)
        {
            if (line.StartsWith("data: ", StringComparison.Ordinal) && line.Length > "data: {}".Length)
                return JsonDocument.Parse(Encoding.UTF8.GetBytes(line["data: ".Length..])).RootElement;
        }

        throw new EndOfStreamException("The stream ended.");
    }
}
