using System.Buffers.Binary;

namespace Matinee.Media.MpegTs;

/// <summary>Gathers one table section from its packets (ISO/IEC 13818-1, 2.4.4) and checks its CRC.</summary>
internal sealed class SectionReader(byte table)
{
    private const int Largest = 1024;
    private const int HeaderLength = 3;
    private const int CrcLength = 4;

    private readonly byte[] _bytes = new byte[Largest];
    private int _have;
    private int _need;

    /// <summary>The section without its CRC, once it is whole; empty before.</summary>
    public ReadOnlySpan<byte> Add(TransportPacket packet)
    {
        var data = packet.Payload;
        if (packet.Starts)
        {
            if (data.IsEmpty || data[0] >= data.Length)
                throw new TransportException("A table of the transport stream begins outside its packet.");
            data = data[(1 + data[0])..];
            Begin(data);
        }

        if (_need == 0)
            return [];
        var take = Math.Min(data.Length, _need - _have);
        data[..take].CopyTo(_bytes.AsSpan(_have));
        _have += take;
        if (_have < _need)
            return [];
        var whole = _bytes.AsSpan(0, _need);
        _need = 0;
        return Crc(whole) == 0 ? whole[..^CrcLength] : throw new TransportException("A table of the transport stream is damaged: its checksum is wrong.");
    }

    private void Begin(ReadOnlySpan<byte> data)
    {
        (_have, _need) = (0, 0);
        if (data.Length < HeaderLength)
            throw new TransportException("A table of the transport stream is cut off.");
        if (data[0] != table)
            return;
        var length = BinaryPrimitives.ReadUInt16BigEndian(data[1..]) & 0x0FFF;
        if (length < CrcLength || HeaderLength + length > Largest)
            throw new TransportException($"A table of the transport stream claims {length} bytes.");
        _need = HeaderLength + length;
    }

    /// <summary>CRC-32 of MPEG-2 (Annex A): over a section with its checksum it is 0.</summary>
    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= (uint)value << 24;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 0x8000_0000) != 0 ? crc << 1 ^ 0x04C1_1DB7 : crc << 1;
        }

        return crc;
    }
}
