using System.Globalization;

namespace Matinee.Media.MpegTs;

/// <summary>What is heard of one elementary stream while its packets pass.</summary>
internal sealed class TransportTrack(byte type)
{
    private const byte Mpeg2 = 0x02;
    private const byte Mp3 = 0x03;
    private const byte Mp3LowRate = 0x04;
    private const byte Aac = 0x0F;
    private const byte H264 = 0x1B;
    private const byte Hevc = 0x24;
    private const byte Ac3 = 0x81;

    /// <summary>Parameter sets and the first slice's header stand in front.</summary>
    private const int Looked = 4096;

    private const long Wrap = 1L << 33;

    private readonly byte[] _start = new byte[Looked];
    private int _filled;
    private long _earliest;
    private long _latest;

    public bool IsVideo => type is 0x01 or Mpeg2 or 0x10 or H264 or Hevc;

    public bool IsAudio => type is Mp3 or Mp3LowRate or Aac or 0x11 or Ac3 or 0x87;

    /// <summary>PES packets that began; a picture each in every muxer's output.</summary>
    public int Units { get; private set; }

    /// <summary>Of the first PES packet with one, in ticks of 90 kHz.</summary>
    public long? FirstTime { get; private set; }

    /// <summary>The earliest time that was shown.</summary>
    public long Earliest => FirstTime is { } first ? (first + _earliest + Wrap) % Wrap : 0;

    /// <summary>From the earliest time to the latest, and one unit more: the last one lasts too.</summary>
    public long Span => Units > 1 ? (_latest - _earliest) * Units / (Units - 1) : 0;

    /// <summary>Says of itself that decoding can begin with it, or holds a picture of which that is so.</summary>
    public bool StartsWithKey { get; private set; }

    public void Add(TransportPacket packet)
    {
        var data = packet.Payload;
        if (packet.Starts)
        {
            Units++;
            if (Units == 1)
                StartsWithKey = packet.IsEntry;
            data = ReadHeader(data);
        }

        if (Units != 1)
            return;
        var take = Math.Min(data.Length, Looked - _filled);
        data[..take].CopyTo(_start.AsSpan(_filled));
        _filled += take;
    }

    /// <summary>After the last packet: looks into what the first unit began with.</summary>
    public void Finish() => StartsWithKey |= type switch
    {
        H264 => NalUnits.Any(_start.AsSpan(0, _filled), static header => (header & 0x1F) == 5),
        Hevc => NalUnits.Any(_start.AsSpan(0, _filled), static header => (header >> 1 & 0x3F) is >= 16 and <= 21),
        _ => false,
    };

    /// <summary>RFC 6381; null when it is not known to a browser, or cannot be told.</summary>
    public string? Codecs()
    {
        var start = _start.AsSpan(0, _filled);
        return type switch
        {
            H264 when NalUnits.Find(start, static header => (header & 0x1F) == 7) is [_, var profile, var flags, var level, ..] => $"avc1.{profile:x2}{flags:x2}{level:x2}",
            // ADTS: twelve bits of sync, then the object type less one in the top bits of the third byte.
            Aac when start is [0xFF, _, var third, ..] => string.Create(CultureInfo.InvariantCulture, $"mp4a.40.{(third >> 6) + 1}"),
            Mp3 or Mp3LowRate => "mp4a.40.34",
            Ac3 => "ac-3",
            _ => null,
        };
    }

    /// <summary>Past the header of a PES packet (2.4.3.6), whose presentation time is noted.</summary>
    private ReadOnlySpan<byte> ReadHeader(ReadOnlySpan<byte> data)
    {
        if (data.Length < 9 || data is not [0, 0, 1, ..])
            throw new TransportException("A packet of an elementary stream does not begin as one.");
        if ((data[6] & 0xC0) != 0x80 || 9 + data[8] > data.Length)
            return [];
        if ((data[7] & 0x80) != 0 && data[8] >= 5)
            Note(ReadTime(data[9..]));
        return data[(9 + data[8])..];
    }

    private static long ReadTime(ReadOnlySpan<byte> data) =>
        (long)(data[0] & 0x0E) << 29 | (long)data[1] << 22 | (long)(data[2] & 0xFE) << 14 | (long)data[3] << 7 | (long)(data[4] >> 1);

    private void Note(long time)
    {
        FirstTime ??= time;
        // Counted from the first, so that the counter may wrap within the segment.
        var after = TransportSegment.Between(FirstTime.Value, time);
        (_earliest, _latest) = (Math.Min(_earliest, after), Math.Max(_latest, after));
    }
}
