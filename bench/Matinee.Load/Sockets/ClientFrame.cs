using System.Buffers.Binary;

namespace Matinee.Load.Sockets;

/// <summary>A frame of a client (RFC 6455 5.2), masked with zeros: what a mask protects from are proxies, and there is none.</summary>
internal static class ClientFrame
{
    public const byte Continuation = 0x0;
    public const byte Text = 0x1;
    public const byte Binary = 0x2;
    public const byte Close = 0x8;
    public const byte Ping = 0x9;
    public const byte Pong = 0xa;

    private const int MostHeader = 14;

    public static byte[] Of(byte opcode, ReadOnlySpan<byte> payload)
    {
        Span<byte> header = stackalloc byte[MostHeader];
        header.Clear();
        header[0] = (byte)(0x80 | opcode);
        var size = 6;
        if (payload.Length < 126)
        {
            header[1] = (byte)(0x80 | payload.Length);
        }
        else if (payload.Length <= ushort.MaxValue)
        {
            header[1] = 0x80 | 126;
            BinaryPrimitives.WriteUInt16BigEndian(header[2..], (ushort)payload.Length);
            size = 8;
        }
        else
        {
            header[1] = 0x80 | 127;
            BinaryPrimitives.WriteInt64BigEndian(header[2..], payload.Length);
            size = 14;
        }

        return [.. header[..size], .. payload];
    }
}
