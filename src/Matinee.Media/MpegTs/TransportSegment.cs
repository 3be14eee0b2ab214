using System.Buffers.Binary;

namespace Matinee.Media.MpegTs;

/// <summary>A piece of a transport stream that plays by itself: it names its streams and begins with a key picture.</summary>
/// <param name="Start">The earliest presentation time of the main stream, 33 bits of 90 kHz.</param>
/// <param name="Duration">From its first time to the end of its last, in ticks of 90 kHz; an estimate, good to about a frame.</param>
/// <param name="Units">Pictures, or packets of sound where there is no picture.</param>
/// <param name="StartsWithKey">Decoding can begin with the first picture. Sound always can.</param>
/// <param name="HasVideo">The main stream is pictures.</param>
/// <param name="Codecs">RFC 6381, of all streams; null when one of them cannot be named.</param>
public sealed record TransportSegment(long Start, long Duration, int Units, bool StartsWithKey, bool HasVideo, string? Codecs)
{
    /// <summary>Of <see cref="Start"/> and <see cref="Duration"/>.</summary>
    public const int TicksPerSecond = 90_000;

    private const int MaxTracks = 16;
    private const int ProgramsPid = 0;

    /// <summary>Bytes begin as packets do.</summary>
    public static bool LooksLikeOne(ReadOnlySpan<byte> bytes) =>
        bytes.Length >= TransportPacket.Length && bytes[0] == 0x47 && (bytes.Length == TransportPacket.Length || bytes[TransportPacket.Length] == 0x47);

    /// <exception cref="TransportException">Not whole packets, or without its tables, or without a stream that has times.</exception>
    public static TransportSegment Parse(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty || bytes.Length % TransportPacket.Length != 0)
            throw new TransportException($"A transport stream is packets of {TransportPacket.Length} bytes; {bytes.Length} bytes are no whole number of them.");
        var (programs, map) = (new SectionReader(table: 0), new SectionReader(table: 2));
        var mapPid = -1;
        var tracks = new Dictionary<int, TransportTrack>();
        for (var i = 0; i * TransportPacket.Length < bytes.Length; i++)
        {
            var packet = TransportPacket.Read(bytes.Slice(i * TransportPacket.Length, TransportPacket.Length), i);
            if (packet.Pid == ProgramsPid && mapPid < 0 && programs.Add(packet) is { IsEmpty: false } program)
                mapPid = ReadPrograms(program);
            else if (packet.Pid == mapPid && tracks.Count == 0 && map.Add(packet) is { IsEmpty: false } streams)
                ReadMap(streams, tracks);
            else if (tracks.TryGetValue(packet.Pid, out var track) && (packet.Starts || track.Units > 0))
                track.Add(packet);
        }

        return Describe([.. tracks.Values]);
    }

    /// <summary>Ticks from one presentation time to another, which may lie before it; right as long as they are less than 13 hours apart.</summary>
    public static long Between(long from, long to)
    {
        const long Half = 1L << 32;
        return ((to - from + Half) & ((Half << 1) - 1)) - Half;
    }

    private static int ReadPrograms(ReadOnlySpan<byte> section)
    {
        // Table id, length, stream id, version, number, last number; then (program, pid) pairs. Program 0 is the network's.
        for (var at = 8; at + 4 <= section.Length; at += 4)
        {
            if (BinaryPrimitives.ReadUInt16BigEndian(section[at..]) != 0)
                return BinaryPrimitives.ReadUInt16BigEndian(section[(at + 2)..]) & 0x1FFF;
        }

        throw new TransportException("The transport stream names no program.");
    }

    private static void ReadMap(ReadOnlySpan<byte> section, Dictionary<int, TransportTrack> tracks)
    {
        if (section.Length < 12)
            throw new TransportException("The program's table is cut off.");
        var at = 12 + (BinaryPrimitives.ReadUInt16BigEndian(section[10..]) & 0x0FFF);
        while (at + 5 <= section.Length)
        {
            var track = new TransportTrack(section[at]);
            var pid = BinaryPrimitives.ReadUInt16BigEndian(section[(at + 1)..]) & 0x1FFF;
            if (track.IsVideo || track.IsAudio)
                tracks[pid] = track;
            if (tracks.Count > MaxTracks)
                throw new TransportException($"The program has more than {MaxTracks} streams.");
            at += 5 + (BinaryPrimitives.ReadUInt16BigEndian(section[(at + 3)..]) & 0x0FFF);
        }
    }

    private static TransportSegment Describe(TransportTrack[] tracks)
    {
        if (tracks.Length == 0)
            throw new TransportException("The transport stream does not name its streams; each segment must begin with its tables (PAT and PMT).");
        var heard = tracks.Where(track => track.FirstTime is not null).ToArray();
        var main = heard.FirstOrDefault(track => track.IsVideo) ?? heard.FirstOrDefault()
            ?? throw new TransportException("The transport stream holds no picture and no sound with a time.");
        foreach (var track in heard)
            track.Finish();
        var codecs = heard.OrderByDescending(track => track.IsVideo).Select(track => track.Codecs()).Distinct(StringComparer.Ordinal).ToArray();
        return new TransportSegment(
            main.Earliest, main.Span, main.Units, !main.IsVideo || main.StartsWithKey, main.IsVideo,
            Array.TrueForAll(codecs, codec => codec is not null) ? string.Join(',', codecs) : null);
    }
}
