using System.Buffers.Binary;

namespace Matinee.Load.Sockets;

/// <summary>A frame of a server, as it lies in a buffer.</summary>
internal readonly ref struct ServerFrame(byte opcode, bool isLast, int size, ReadOnlySpan<byte> payload)
{
    public byte Opcode { get; } = opcode;

    /// <summary>It ends a message.</summary>
    public bool IsLast { get; } = isLast;

    /// <summary>Bytes with the header.</summary>
    public int Size { get; } = size;

    public ReadOnlySpan<byte> Payload { get; } = payload;

    /// <summary>False: more bytes are needed.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out ServerFrame frame)
    {
        frame = default;
        if (bytes.Length < 2)
            return false;
        if ((bytes[1] & 0x80) != 0 || (bytes[0] & 0x70) != 0)
            throw new InvalidDataException($"A frame begins with {bytes[0]:x2} {bytes[1]:x2}: masks and extensions are not expected here.");
        var (header, length) = (2, (long)bytes[1]);
        if (length == 126)
        {
            if (bytes.Length < 4)
                return false;
            (header, length) = (4, BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]));
        }
        else if (length == 127)
        {
            if (bytes.Length < 10)
                return false;
            (header, length) = (10, BinaryPrimitives.ReadInt64BigEndian(bytes[2..]));
        }

        if (bytes.Length - header < length)
            return false;
        frame = new ServerFrame((byte)(bytes[0] & 0xf), (bytes[0] & 0x80) != 0, header + (int)length, bytes.Slice(header, (int)length));
        return true;
    }
}
