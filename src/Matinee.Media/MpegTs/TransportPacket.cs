using System.Buffers.Binary;

namespace Matinee.Media.MpegTs;

/// <summary>One packet of 188 bytes (ISO/IEC 13818-1, 2.4.3.2), where it lies.</summary>
internal readonly ref struct TransportPacket
{
    public const int Length = 188;

    private const byte Sync = 0x47;

    private TransportPacket(int pid, bool starts, bool isEntry, ReadOnlySpan<byte> payload)
    {
        Pid = pid;
        Starts = starts;
        IsEntry = isEntry;
        Payload = payload;
    }

    public int Pid { get; }

    /// <summary>A PES packet or a section begins in it.</summary>
    public bool Starts { get; }

    /// <summary>Its random access indicator is set.</summary>
    public bool IsEntry { get; }

    public ReadOnlySpan<byte> Payload { get; }

    /// <param name="bytes">Exactly one packet.</param>
    /// <param name="number">Of the packet; used in messages.</param>
    public static TransportPacket Read(ReadOnlySpan<byte> bytes, int number)
    {
        if (bytes[0] != Sync)
            throw new TransportException($"Packet {number} of the transport stream does not begin with 0x47.");
        var word = BinaryPrimitives.ReadUInt16BigEndian(bytes[1..]);
        if ((word & 0x8000) != 0)
            throw new TransportException($"Packet {number} of the transport stream is marked as damaged.");
        if ((bytes[3] & 0xC0) != 0)
            throw new TransportException($"Packet {number} of the transport stream is scrambled.");
        var (hasAdaptation, hasPayload) = ((bytes[3] & 0x20) != 0, (bytes[3] & 0x10) != 0);
        var at = 4;
        var isEntry = false;
        if (hasAdaptation)
        {
            int length = bytes[4];
            if (length > Length - 5)
                throw new TransportException($"The adaptation field of packet {number} is longer than the packet.");
            isEntry = length > 0 && (bytes[5] & 0x40) != 0;
            at = 5 + length;
        }

        return new TransportPacket(word & 0x1FFF, (word & 0x4000) != 0, isEntry, hasPayload ? bytes[at..] : []);
    }
}
