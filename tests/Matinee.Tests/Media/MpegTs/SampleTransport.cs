using System.Buffers.Binary;

namespace Matinee.Tests.Media.MpegTs;

/// <summary>Builds transport streams in memory, shaped as ffmpeg's mpegts muxer writes them.</summary>
internal sealed class SampleTransport
{
    private const int PacketLength = 188;
    private const int MapPid = 0x1000;

    public const int VideoPid = 0x100;
    public const int AudioPid = 0x101;

    private static readonly byte[] Sps = [0, 0, 0, 1, 0x67, 0x64, 0x00, 0x1F, 0xAC];
    private static readonly byte[] Idr = [0, 0, 1, 0x65, 1, 2, 3];
    private static readonly byte[] Slice = [0, 0, 1, 0x41, 1, 2, 3];
    private static readonly byte[] Adts = [0xFF, 0xF1, 0x50, 0x80, 1, 2, 3];

    private readonly List<byte> _bytes = [];

    public byte[] ToArray() => [.. _bytes];

    /// <summary>Two seconds at 25 pictures, with sound.</summary>
    public static byte[] Usual(long start = 126_000, bool key = true, bool marked = false, int pictures = 50)
    {
        var stream = new SampleTransport().Tables(0x1B, 0x0F);
        for (var i = 0; i < pictures; i++)
        {
            stream.Unit(VideoPid, start + i * 3600, i == 0 && key ? [.. Sps, .. Idr] : Slice, entry: i == 0 && marked);
            stream.Unit(AudioPid, start + i * 3600, Adts);
        }

        return stream.ToArray();
    }

    public SampleTransport Tables(byte videoType, byte audioType)
    {
        Section(0, [0x00, 0xB0, 0x0D, 0, 1, 0xC1, 0, 0, 0, 1, 0xE0 | MapPid >> 8, MapPid & 0xFF]);
        Section(MapPid, [
            0x02, 0xB0, 0x17, 0, 1, 0xC1, 0, 0, 0xE1, 0x00, 0xF0, 0,
            videoType, 0xE0 | VideoPid >> 8, VideoPid & 0xFF, 0xF0, 0, audioType, 0xE0 | AudioPid >> 8, AudioPid & 0xFF, 0xF0, 0,
        ]);
        return this;
    }

    public SampleTransport Unit(int pid, long time, byte[] content, bool entry = false)
    {
        var wrapped = time & ((1L << 33) - 1);
        byte[] stamp =
        [
            (byte)(0x21 | (wrapped >> 29 & 0x0E)), (byte)(wrapped >> 22), (byte)(wrapped >> 14 | 1), (byte)(wrapped >> 7), (byte)(wrapped << 1 | 1),
        ];
        Packet(pid, [0, 0, 1, 0xE0, 0, 0, 0x80, 0x80, 5, .. stamp, .. content], starts: true, entry);
        return this;
    }

    private void Section(int pid, byte[] section)
    {
        var crc = uint.MaxValue;
        foreach (var value in section)
        {
            crc ^= (uint)value << 24;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 0x8000_0000) != 0 ? crc << 1 ^ 0x04C1_1DB7 : crc << 1;
        }

        var sum = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(sum, crc);
        Packet(pid, [0, .. section, .. sum], starts: true, entry: false);
    }

    /// <summary>Stuffed to its length by an adaptation field.</summary>
    private void Packet(int pid, byte[] payload, bool starts, bool entry)
    {
        var stuffing = PacketLength - 4 - payload.Length - 1;
        _bytes.AddRange([0x47, (byte)((starts ? 0x40 : 0) | pid >> 8), (byte)pid, 0x30, (byte)stuffing]);
        if (stuffing > 0)
            _bytes.AddRange([(byte)(entry ? 0x40 : 0), .. Enumerable.Repeat((byte)0xFF, stuffing - 1)]);
        _bytes.AddRange(payload);
    }
}
