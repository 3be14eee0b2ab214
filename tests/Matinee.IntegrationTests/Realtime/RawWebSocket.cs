using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Matinee.Testing.Time;
using Xunit;

namespace Matinee.IntegrationTests.Realtime;

/// <summary>A WebSocket of a client, byte by byte, that may break the rules.</summary>
internal sealed class RawWebSocket : IDisposable
{
    private readonly TcpClient _client = new();
    private NetworkStream _stream = null!; // set by OpenAsync

    /// <summary>Of the frame that was read last.</summary>
    public bool IsDeflated { get; private set; }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static async Task<RawWebSocket> OpenAsync(RealtimeHost host, int receiveBuffer = 0, string headers = "")
    {
        var socket = new RawWebSocket();
        if (receiveBuffer > 0)
            socket._client.ReceiveBufferSize = receiveBuffer;
        await socket._client.ConnectAsync("127.0.0.1", host.Port, Stop);
        socket._stream = socket._client.GetStream();
        var answer = await socket.RequestAsync("/connection/websocket", "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" + headers);
        Assert.StartsWith("HTTP/1.1 101", answer, StringComparison.Ordinal);
        Assert.Contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", answer, StringComparison.Ordinal); // the example of RFC 6455 1.3
        return socket;
    }

    /// <summary>An upgrade with these headers; returns the head of the answer.</summary>
    public static async Task<string> AskAsync(RealtimeHost host, string headers)
    {
        using var socket = new RawWebSocket();
        await socket._client.ConnectAsync("127.0.0.1", host.Port, Stop);
        socket._stream = socket._client.GetStream();
        return await socket.RequestAsync("/connection/websocket", headers);
    }

    /// <summary>Becomes a connected client of that user.</summary>
    public async Task ConnectAsync(string user)
    {
        await SendTextAsync($$$"""{"id":1,"connect":{"token":"user:{{{user}}}"}}""");
        Assert.Contains("\"connect\"", await ReadTextAsync(), StringComparison.Ordinal);
    }

    public Task SendTextAsync(string text) => SendFrameAsync(0x81, Encoding.UTF8.GetBytes(text));

    public Task SendFrameAsync(byte first, ReadOnlyMemory<byte> payload, bool masked = true, long? claimed = null) => SendBytesAsync(Frame(first, payload, masked, claimed));

    /// <summary>Without a word to the server: the kernel says that it is over.</summary>
    public void Reset() => _client.Client.Close(0);

    /// <summary>One frame of a client.</summary>
    /// <param name="first">Its first byte: flags and opcode.</param>
    /// <param name="claimed">What it says of its length; null: the truth.</param>
    public static byte[] Frame(byte first, ReadOnlyMemory<byte> payload, bool masked = true, long? claimed = null)
    {
        var length = claimed ?? payload.Length;
        var head = new List<byte> { first };
        var flag = masked ? 0x80 : 0;
        if (length < 126)
        {
            head.Add((byte)(flag | (int)length));
        }
        else
        {
            head.Add((byte)(flag | 127));
            var eight = new byte[8];
            BinaryPrimitives.WriteInt64BigEndian(eight, length);
            head.AddRange(eight);
        }

        byte[] mask = [1, 2, 3, 4];
        if (masked)
            head.AddRange(mask);
        var body = payload.ToArray();
        for (var i = 0; masked && i < body.Length; i++)
            body[i] ^= mask[i % 4];
        return [.. head, .. body];
    }

    public Task SendBytesAsync(byte[] bytes) => _stream.WriteAsync(bytes, Stop).AsTask();

    /// <summary>The next frame; an empty one with opcode 8 at the end of the stream.</summary>
    public async Task<(int Opcode, byte[] Payload)> ReadFrameAsync()
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        late.CancelAfter(Patient.Limit);
        var head = new byte[2];
        try
        {
            await _stream.ReadExactlyAsync(head, late.Token);
            var length = (long)(head[1] & 0x7F);
            var more = new byte[length switch { 126 => 2, 127 => 8, _ => 0 }];
            await _stream.ReadExactlyAsync(more, late.Token);
            length = more.Length switch { 2 => BinaryPrimitives.ReadUInt16BigEndian(more), 8 => BinaryPrimitives.ReadInt64BigEndian(more), _ => length };
            var payload = new byte[length];
            await _stream.ReadExactlyAsync(payload, late.Token);
            IsDeflated = (head[0] & 0x40) != 0;
            return (head[0] & 0xF, payload);
        }
        catch (Exception e) when (e is EndOfStreamException or IOException)
        {
            return (8, []);
        }
    }

    public async Task<string> ReadTextAsync() => Encoding.UTF8.GetString((await ReadFrameAsync()).Payload);

    /// <summary>Reads on to the close frame, and returns its code; 0 when the stream ended without one.</summary>
    public async Task<int> CloseCodeAsync()
    {
        while (true)
        {
            var (opcode, payload) = await ReadFrameAsync();
            if (opcode == 8)
                return payload.Length >= 2 ? BinaryPrimitives.ReadUInt16BigEndian(payload) : 0;
        }
    }

    /// <summary>Reads on to the reply with that id.</summary>
    public async Task<JsonElement> ReplyAsync(int id)
    {
        while (true)
        {
            var (opcode, payload) = await ReadFrameAsync();
            Assert.Equal(1, opcode);
            using var document = JsonDocument.Parse(payload);
            if (document.RootElement.TryGetProperty("id", out var given) && given.GetInt32() == id)
                return document.RootElement.Clone();
        }
    }

    public void Dispose() => _client.Dispose();

    private async Task<string> RequestAsync(string path, string headers)
    {
        await _stream.WriteAsync(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: here\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n{headers}\r\n"), Stop);
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await _stream.ReadAsync(one, Stop) == 1)
            head.Append((char)one[0]);
        return head.ToString();
    }
}
