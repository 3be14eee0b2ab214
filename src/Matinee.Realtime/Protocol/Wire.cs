using System.Buffers.Binary;
using System.Text;

namespace Matinee.Realtime.Protocol;

/// <summary>A spelling and what is put around each message on one kind of stream. Frames of server to client need no mask, so all who share a wire share the bytes.</summary>
internal sealed class Wire
{
    public static readonly Wire WebSocketJson = new(0, JsonCodec.Instance, message => WebSocketFrame(0x1, message));
    public static readonly Wire WebSocketProtobuf = new(1, ProtobufCodec.Instance, message => WebSocketFrame(0x2, message));
    public static readonly Wire Events = new(2, JsonCodec.Instance, EventFrame);
    public static readonly Wire OneWayEvents = new(3, JsonCodec.OneWay, EventFrame);
    public static readonly Wire StreamJson = new(4, JsonCodec.Instance, message => [.. message, (byte)'\n']);
    public static readonly Wire StreamProtobuf = new(5, ProtobufCodec.Instance, message => message);

    private static readonly Wire DeflatedJson = new(6, JsonCodec.Instance, message => DeflatedFrame(0x1, message));
    private static readonly Wire DeflatedProtobuf = new(7, ProtobufCodec.Instance, message => DeflatedFrame(0x2, message));

    /// <summary>Wires there are; <see cref="Index"/> is below it.</summary>
    public const int Count = 8;

    private readonly Func<byte[], byte[]> _frame;

    private Wire(int index, IWireCodec codec, Func<byte[], byte[]> frame)
    {
        (Index, Codec, _frame) = (index, codec, frame);
        Ping = frame(codec.Ping);
    }

    public int Index { get; }

    public IWireCodec Codec { get; }

    /// <summary>A ping, ready to be sent.</summary>
    public byte[] Ping { get; }

    public bool IsWebSocket => Index is 0 or 1 or 6 or 7;

    /// <summary>The same, with messages deflated where that makes them smaller; of a WebSocket.</summary>
    public Wire Deflated => this == WebSocketProtobuf ? DeflatedProtobuf : DeflatedJson;

    public byte[] Result(uint id, Result result) => _frame(Codec.EncodeResult(id, result));

    public byte[] Error(uint id, RealtimeError error) => _frame(Codec.EncodeError(id, error));

    public byte[] Push(string channel, Push push) => _frame(Codec.EncodePush(channel, push));

    /// <summary>The last frame: a close frame on a WebSocket, a push elsewhere.</summary>
    public byte[] Farewell(DisconnectAdvice advice)
    {
        if (!IsWebSocket)
            return Push("", new DisconnectPush(advice));
        var reason = Encoding.UTF8.GetBytes(advice.Reason);
        var body = new byte[2 + reason.Length];
        BinaryPrimitives.WriteUInt16BigEndian(body, advice.Code);
        reason.CopyTo(body, 2);
        return WebSocketFrame(0x8, body);
    }

    /// <summary>One whole, unmasked frame (RFC 6455 5.2).</summary>
    public static byte[] WebSocketFrame(byte opcode, ReadOnlySpan<byte> payload) => Frame((byte)(0x80 | opcode), payload);

    private static byte[] Frame(byte first, ReadOnlySpan<byte> payload)
    {
        var header = payload.Length < 126 ? 2 : payload.Length <= ushort.MaxValue ? 4 : 10;
        var frame = new byte[header + payload.Length];
        frame[0] = first;
        frame[1] = (byte)(header == 2 ? payload.Length : header == 4 ? 126 : 127);
        if (header == 4)
            BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(2), (ushort)payload.Length);
        else if (header == 10)
            BinaryPrimitives.WriteInt64BigEndian(frame.AsSpan(2), payload.Length);
        payload.CopyTo(frame.AsSpan(header));
        return frame;
    }

    // RSV1 says that it is deflated (RFC 7692 6).
    private static byte[] DeflatedFrame(byte opcode, byte[] message) =>
        MessageDeflate.Deflate(message) is { } deflated ? Frame((byte)(0xC0 | opcode), deflated) : Frame((byte)(0x80 | opcode), message);

    private static byte[] EventFrame(byte[] message) => [.. "data: "u8, .. message, .. "\n\n"u8];
}
