using System.Buffers.Binary;

namespace Matinee.Realtime.Transports;

/// <summary>The head of a frame of a client (RFC 6455 5.2).</summary>
/// <param name="IsDeflated">RSV1; whether it was agreed upon is the reader's affair.</param>
/// <param name="Length">Of the payload.</param>
/// <param name="Size">Of the head itself.</param>
internal readonly record struct WebSocketHeader(bool IsFinal, bool IsDeflated, byte Opcode, long Length, uint Mask, int Size)
{
    public const byte Continuation = 0x0, Text = 0x1, Binary = 0x2, Close = 0x8, Ping = 0x9, Pong = 0xA;
    private const int MostControlBytes = 125;

    public bool IsControl => Opcode >= Close;

    /// <summary>False: more bytes are needed. Throws <see cref="WebSocketException"/> for what no client may send.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out WebSocketHeader header)
    {
        header = default;
        if (bytes.Length < 2)
            return false;
        if ((bytes[0] & 0x30) != 0)
            throw new WebSocketException(WebSocketException.ProtocolError, "reserved bits are set");
        if ((bytes[1] & 0x80) == 0)
            throw new WebSocketException(WebSocketException.ProtocolError, "a frame is not masked");
        var opcode = (byte)(bytes[0] & 0x0F);
        if (opcode is > Binary and < Close or > Pong)
            throw new WebSocketException(WebSocketException.ProtocolError, "an opcode is not known");
        var isFinal = (bytes[0] & 0x80) != 0;
        long length = bytes[1] & 0x7F;
        if (opcode >= Close && (!isFinal || length > MostControlBytes))
            throw new WebSocketException(WebSocketException.ProtocolError, "a control frame is too long or in parts");
        var size = length switch { 126 => 8, 127 => 14, _ => 6 };
        if (bytes.Length < size)
            return false;
        if (length == 126)
            length = BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]);
        else if (length == 127)
            length = BinaryPrimitives.ReadInt64BigEndian(bytes[2..]);
        if (length < 0)
            throw new WebSocketException(WebSocketException.ProtocolError, "a length is negative");
        header = new WebSocketHeader(isFinal, (bytes[0] & 0x40) != 0, opcode, length, BinaryPrimitives.ReadUInt32LittleEndian(bytes[(size - 4)..]), size);
        return true;
    }

    /// <summary>Takes the mask off, in place.</summary>
    public void Unmask(Span<byte> payload)
    {
        var mask = Mask;
        var words = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, uint>(payload);
        for (var i = 0; i < words.Length; i++)
            words[i] ^= BitConverter.IsLittleEndian ? mask : BinaryPrimitives.ReverseEndianness(mask);
        for (var i = words.Length * 4; i < payload.Length; i++)
            payload[i] ^= (byte)(mask >> (8 * (i & 3)));
    }
}
