using System.Diagnostics;
using System.Text;
using Matinee.Realtime.Brokers;
using Matinee.Testing.Faults;
using Matinee.Testing.Time;
using Xunit;

namespace Matinee.IntegrationTests.Realtime;

/// <summary>Clients that break rules, flood, or do not read: bounded, told why, and not felt by the others.</summary>
public sealed class HostileClientTests : IAsyncLifetime
{
    private const int Claimed = 64 * 1024 * 1024;

    /// <summary>So long a member that does not read may hold up its own connection.</summary>
    private static readonly TimeSpan WriteStall = TimeSpan.FromSeconds(Soak.Count(full: 5, brief: 12));

    private RealtimeHost _host = null!; // set before any test runs

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _host = await RealtimeHost.StartAsync(options =>
    {
        // Nobody who is merely slow is taken for hostile; where a time is what is looked at, the test begins a host of its own.
        options.Connections.ConnectTimeout = Patient.Limit;
        options.Connections.PingInterval = TimeSpan.FromSeconds(25);
        options.Connections.PongTimeout = Patient.Limit;
        options.Connections.WriteStall = WriteStall;
        options.Connections.CommandsPerSecond = 100;
    });

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_frame_that_claims_64_MB_is_closed_before_a_byte_of_it_is_read()
    {
        // What other tests allocate meanwhile comes on top, so the least of several is looked at.
        var least = long.MaxValue;
        for (var attempt = 0; attempt < 100 && least > Claimed / 2; attempt++)
        {
            using var socket = await RawWebSocket.OpenAsync(_host);
            var before = GC.GetTotalAllocatedBytes();
            await socket.SendFrameAsync(0x82, new byte[10], claimed: Claimed);
            Assert.Equal(1009, await socket.CloseCodeAsync());
            least = Math.Min(least, GC.GetTotalAllocatedBytes() - before);
        }

        Assert.InRange(least, 0, Claimed / 2);
    }

    [Fact]
    public async Task Fragments_without_end_are_closed()
    {
        using var socket = await RawWebSocket.OpenAsync(_host);

        await socket.SendFrameAsync(0x01, "{"u8.ToArray());
        try
        {
            for (var i = 0; i < 300; i++)
                await socket.SendFrameAsync(0x00, Array.Empty<byte>());
        }
        catch (IOException)
        {
            // closed on us, as it should be
        }

        Assert.Equal(1009, await socket.CloseCodeAsync());
    }

    [Fact]
    public async Task A_message_in_fragments_with_a_ping_between_them_is_understood()
    {
        using var socket = await RawWebSocket.OpenAsync(_host);
        var text = """{"id":1,"connect":{"token":"user:a"}}"""u8.ToArray();

        await socket.SendFrameAsync(0x01, text.AsMemory(0, 10));
        await socket.SendFrameAsync(0x89, "still there?"u8.ToArray());
        await socket.SendFrameAsync(0x00, text.AsMemory(10, 5));
        await socket.SendFrameAsync(0x80, text.AsMemory(15));

        var (opcode, pong) = await socket.ReadFrameAsync();
        Assert.Equal((10, "still there?"), (opcode, Encoding.UTF8.GetString(pong)));
        Assert.Contains("\"client\"", (await socket.ReplyAsync(1)).GetProperty("connect").GetRawText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new byte[] { 0x81, 0x02, 0x7B, 0x7D })] // not masked
    [InlineData(new byte[] { 0xC1, 0x80, 1, 2, 3, 4 })] // a reserved bit
    [InlineData(new byte[] { 0x83, 0x80, 1, 2, 3, 4 })] // an opcode that nobody knows
    [InlineData(new byte[] { 0x89, 0xFE, 0, 126, 1, 2, 3, 4 })] // a ping too long
    [InlineData(new byte[] { 0x09, 0x80, 1, 2, 3, 4 })] // a ping in parts
    [InlineData(new byte[] { 0x80, 0x80, 1, 2, 3, 4 })] // goes on with nothing
    [InlineData(new byte[] { 0x81, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1, 2, 3, 4 })] // a negative length
    public async Task What_breaks_the_rules_of_frames_is_closed_with_1002(byte[] bytes)
    {
        using var socket = await RawWebSocket.OpenAsync(_host);

        await socket.SendBytesAsync(bytes);

        Assert.Equal(1002, await socket.CloseCodeAsync());
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("""{"id":1,"subscribe":{"channel":"chat:a"}}""")]
    [InlineData("""{"id":1,"connect":{"token":7}}""")]
    [InlineData("""{"id":-1,"connect":{}}""")]
    public async Task What_is_no_command_or_comes_before_the_connect_ends_for_good(string text)
    {
        using var socket = await RawWebSocket.OpenAsync(_host);

        await socket.SendTextAsync(text);

        Assert.Equal(3501, await socket.CloseCodeAsync());
    }

    [Fact]
    public async Task Who_says_nothing_is_closed()
    {
        await using var host = await RealtimeHost.StartAsync(options => options.Connections.ConnectTimeout = TimeSpan.FromSeconds(1));
        using var socket = await RawWebSocket.OpenAsync(host);

        Assert.Equal(3502, await socket.CloseCodeAsync());
    }

    [Fact]
    public async Task Who_does_not_answer_pings_is_closed()
    {
        await using var host = await RealtimeHost.StartAsync(options => (options.Connections.PingInterval, options.Connections.PongTimeout) = (TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1)));
        using var socket = await RawWebSocket.OpenAsync(host);
        await socket.ConnectAsync("quiet");

        Assert.Equal(3012, await socket.CloseCodeAsync());
    }

    [Fact]
    public async Task A_flood_is_refused_and_then_closed()
    {
        using var socket = await RawWebSocket.OpenAsync(_host);
        await socket.ConnectAsync("flood");
        var flood = Task.Run(async () =>
        {
            try
            {
                for (var i = 2; i < 20_000; i++)
                    await socket.SendTextAsync($$$"""{"id":{{{i}}},"rpc":{"method":"echo","data":1}}""");
            }
            catch (IOException)
            {
                // closed on us, as it should be
            }
        }, Stop);

        var code = await socket.CloseCodeAsync();
        await flood;

        Assert.Equal(1008, code);
    }

    [Fact]
    public async Task Who_does_not_read_is_closed_and_the_others_do_not_feel_it()
    {
        using var deaf = await RawWebSocket.OpenAsync(_host, receiveBuffer: 4096);
        using var other = await RawWebSocket.OpenAsync(_host);
        foreach (var (socket, user) in new[] { (deaf, "deaf"), (other, "other") })
        {
            await socket.ConnectAsync(user);
            await socket.SendTextAsync("""{"id":2,"subscribe":{"channel":"chat:room"}}""");
            await socket.ReplyAsync(2);
        }

        var slowest = TimeSpan.Zero;
        var entry = new LogEntry { Data = Encoding.UTF8.GetBytes($"\"{new string('x', 8000)}\"") };
        for (var i = 1; i <= 1500; i++)
        {
            var since = Stopwatch.GetTimestamp();
            await _host.Server.PublishAsync("chat:room", entry, Stop);
            while (!(await other.ReadTextAsync()).Contains("\"pub\"", StringComparison.Ordinal))
            {
                await other.SendTextAsync("{}"); // a ping: answered
            }

            if (Stopwatch.GetElapsedTime(since) is var took && took > slowest)
                slowest = took;
        }

        await WaitAsync(() => _host.Server.Connections == 1);
        Assert.InRange(slowest, TimeSpan.Zero, Soak.IsFull ? TimeSpan.FromSeconds(1) : WriteStall * 0.9);
    }

    [Theory]
    [InlineData("Sec-WebSocket-Version: 13\r\n")]
    [InlineData("Sec-WebSocket-Version: 8\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n")]
    [InlineData("Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: short\r\n")]
    public async Task A_handshake_that_is_none_is_refused(string headers)
    {
        Assert.StartsWith("HTTP/1.1 400", await RawWebSocket.AskAsync(_host, headers), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_of_another_site_is_refused()
    {
        const string Good = "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

        Assert.StartsWith("HTTP/1.1 403", await RawWebSocket.AskAsync(_host, Good + "Origin: https://evil.example\r\n"), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 101", await RawWebSocket.AskAsync(_host, Good + "Origin: http://here\r\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_server_api_asks_for_its_key()
    {
        using var client = new HttpClient();
        using var body = new StringContent("""{"channel":"chat:a","data":1}""");

        Assert.Equal(System.Net.HttpStatusCode.Unauthorized, (await client.PostAsync($"{_host.Address}/api/realtime/publish", body, Stop)).StatusCode);
    }

    private static Task WaitAsync(Func<bool> holds) => Patient.UntilAsync(holds, Stop);
}
