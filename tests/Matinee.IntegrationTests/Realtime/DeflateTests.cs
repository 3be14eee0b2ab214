using System.IO.Compression;
using System.Text;
using Matinee.Realtime.Brokers;
using Xunit;

namespace Matinee.IntegrationTests.Realtime;

/// <summary>Messages are deflated for those who ask for it, one by one (RFC 7692).</summary>
public sealed class DeflateTests : IAsyncLifetime
{
    private const string Offer = "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n";
    private const byte DeflatedText = 0xC1;
    private const int Bomb = 50_000_000;
    private RealtimeHost _host = null!; // set before any test runs

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _host = await RealtimeHost.StartAsync(options => options.Connections.PingInterval = TimeSpan.FromMinutes(5)); // frames are counted

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_long_publication_comes_deflated_and_a_short_one_as_it_is()
    {
        using var socket = await RawWebSocket.OpenAsync(_host, headers: Offer);
        using var plain = await RawWebSocket.OpenAsync(_host);
        foreach (var member in new[] { socket, plain })
        {
            await member.ConnectAsync("anna");
            await member.SendTextAsync("""{"id":2,"subscribe":{"channel":"small:deflate"}}""");
            await member.ReplyAsync(2);
        }

        var text = $"\"{string.Join(' ', Enumerable.Range(0, 1000).Select(i => $"word{i % 17}"))}\"";
        foreach (var publication in new[] { "\"short\"", text })
            await _host.Server.PublishAsync("small:deflate", new LogEntry { Data = Encoding.UTF8.GetBytes(publication) }, Stop);

        var (_, first) = await socket.ReadFrameAsync();
        Assert.False(socket.IsDeflated);
        Assert.Contains("short", Encoding.UTF8.GetString(first), StringComparison.Ordinal);
        var (_, second) = await socket.ReadFrameAsync();
        Assert.True(socket.IsDeflated);
        Assert.InRange(second.Length, 1, text.Length / 4);
        Assert.Contains(text, Encoding.UTF8.GetString(Inflate(second)), StringComparison.Ordinal);
        await plain.ReadFrameAsync();
        var (_, whole) = await plain.ReadFrameAsync();
        Assert.False(plain.IsDeflated);
        Assert.Contains(text, Encoding.UTF8.GetString(whole), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_may_deflate_its_commands_whole_or_in_fragments()
    {
        using var socket = await RawWebSocket.OpenAsync(_host, headers: Offer);
        await socket.SendFrameAsync(DeflatedText, Deflate("""{"id":1,"connect":{"token":"user:anna"}}"""));
        Assert.True((await socket.ReplyAsync(1)).TryGetProperty("connect", out _));

        var rpc = Deflate("""{"id":2,"rpc":{"method":"echo","data":{"n":1}}}""");
        await socket.SendFrameAsync(0x41, rpc.AsMemory(0, 5));
        await socket.SendFrameAsync(0x80, rpc.AsMemory(5));

        Assert.Equal(1, (await socket.ReplyAsync(2)).GetProperty("rpc").GetProperty("data").GetProperty("n").GetInt32());
    }

    [Fact]
    public async Task A_bomb_is_closed_before_it_is_large()
    {
        var bomb = Deflate(new string('a', Bomb));
        // What other tests allocate meanwhile comes on top, so the least of several is looked at.
        var least = long.MaxValue;
        for (var attempt = 0; attempt < 100 && least > Bomb / 2; attempt++)
        {
            using var socket = await RawWebSocket.OpenAsync(_host, headers: Offer);
            var before = GC.GetTotalAllocatedBytes();
            await socket.SendFrameAsync(DeflatedText, bomb);
            Assert.Equal(1009, await socket.CloseCodeAsync());
            least = Math.Min(least, GC.GetTotalAllocatedBytes() - before);
        }

        Assert.InRange(least, 0, Bomb / 2);
    }

    [Theory]
    [InlineData("", (byte)0xC1)] // nothing was agreed upon
    [InlineData(Offer, (byte)0xA1)] // another bit
    [InlineData(Offer, (byte)0xC9)] // a control frame
    public async Task What_was_not_agreed_upon_is_closed_with_1002(string headers, byte first)
    {
        using var socket = await RawWebSocket.OpenAsync(_host, headers: headers);

        await socket.SendFrameAsync(first, Deflate("{}"));

        Assert.Equal(1002, await socket.CloseCodeAsync());
    }

    [Fact]
    public async Task Rubbish_is_closed_with_1009_and_not_carried_out()
    {
        using var socket = await RawWebSocket.OpenAsync(_host, headers: Offer);

        await socket.SendFrameAsync(DeflatedText, new byte[] { 0x07, 0xFF, 0xFF, 0xFF, 0x12, 0x34 });

        Assert.Equal(1009, await socket.CloseCodeAsync());
    }

    [Theory]
    [InlineData("permessage-deflate", true)]
    [InlineData("permessage-deflate; server_max_window_bits=10", false)]
    [InlineData("permessage-deflate; server_max_window_bits=10, permessage-deflate", true)]
    [InlineData("permessage-bzip2", false)]
    public async Task Terms_that_are_not_ours_are_declined(string offer, bool isTaken)
    {
        var answer = await RawWebSocket.AskAsync(_host, $"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Extensions: {offer}\r\n");

        Assert.Equal(isTaken, answer.Contains("permessage-deflate; server_no_context_takeover; client_no_context_takeover", StringComparison.Ordinal));
    }

    // A client's way: flushed, without the four bytes that every flush ends with.
    private static byte[] Deflate(string text)
    {
        using var output = new MemoryStream();
        using var deflate = new DeflateStream(output, CompressionLevel.Optimal);
        deflate.Write(Encoding.UTF8.GetBytes(text));
        deflate.Flush();
        return output.ToArray()[..^4];
    }

    private static byte[] Inflate(byte[] deflated)
    {
        using var inflate = new DeflateStream(new MemoryStream([.. deflated, 0, 0, 0xFF, 0xFF, 3, 0]), CompressionMode.Decompress);
        using var output = new MemoryStream();
        inflate.CopyTo(output);
        return output.ToArray();
    }
}
