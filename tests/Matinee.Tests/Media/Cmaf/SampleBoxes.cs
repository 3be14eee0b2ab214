using Matinee.Media.Cmaf;

namespace Matinee.Tests.Media.Cmaf;

/// <summary>Builds init and media segments in memory, shaped as ffmpeg's hls muxer writes them.</summary>
internal static class SampleBoxes
{
    public const uint Timescale = 15360;
    public const uint TicksPerFrame = 512; // 30 frames a second

    public static readonly byte[] AvcC = [1, 0x64, 0x00, 0x1F, 0xFF, 0xE1, 0, 0];

    public static byte[] VideoInit(string entry = "avc1", string configuration = "avcC", byte[]? record = null, string note = "", int tracks = 1)
    {
        var writer = new BoxWriter();
        writer.Box("ftyp", b => b.Ascii("iso6").U32(0x200).Ascii("iso6mp41"));
        writer.Box("moov", moov =>
        {
            moov.FullBox("mvhd", 0, 0, b => b.Zeros(96));
            for (var i = 1; i <= tracks; i++)
                Track(moov, (uint)i, "vide", Timescale, stsd => Visual(stsd, entry, configuration, record ?? AvcC));
            moov.Box("mvex", mvex => Trex(mvex, 1));
            moov.Box("udta", b => b.Ascii(note));
        });
        return writer.ToArray();
    }

    public static byte[] AudioInit(byte[]? esds = null)
    {
        var writer = new BoxWriter();
        writer.Box("moov", moov =>
        {
            Track(moov, 1, "soun", 48000, stsd => stsd.Box("mp4a", mp4a => mp4a
                .Zeros(16).U16(2).U16(16).Zeros(4).U32(48000u << 16)
                .FullBox("esds", 0, 0, b => b.Bytes(esds ?? AacDescriptor))));
            moov.Box("mvex", mvex => Trex(mvex, 1));
        });
        return writer.ToArray();
    }

    public static readonly byte[] AacDescriptor =
    [
        3, 0x80, 0x80, 0x80, 0x22, 0, 1, 0,
        4, 0x80, 0x80, 0x80, 0x14, 0x40, 0x15, 0, 0, 0, 0, 1, 0xF4, 0, 0, 1, 0xF4, 0,
        5, 0x80, 0x80, 0x80, 2, 0x11, 0x90, 6, 0x80, 0x80, 0x80, 1, 2,
    ];

    public static byte[] Segment(
        long baseTime = 0, int frames = 4, bool sync = true, int fragments = 1, uint ticks = TicksPerFrame, uint sampleBytes = 10, int cut = 0, uint trackId = 1, int[]? reordering = null)
    {
        var writer = new BoxWriter();
        writer.Box("styp", b => b.Ascii("msdh").U32(0).Ascii("msdhmsix"));
        for (var f = 0; f < fragments; f++)
            WriteFragment(writer, baseTime + (long)f * frames * ticks, frames, sync, ticks, sampleBytes, cut, trackId, reordering);
        return writer.ToArray();
    }

    private static void WriteFragment(BoxWriter writer, long baseTime, int frames, bool sync, uint ticks, uint sampleBytes, int cut, uint trackId, int[]? reordering)
    {
        // moof 8 + mfhd 16 + traf 8 + tfhd 24 + tfdt 20 + trun (20 + 4 or 8 a sample + 4 first flags), then the mdat header.
        var moofBytes = 8 + 16 + 8 + 24 + 20 + 24 + (reordering is null ? 4 : 8) * frames;
        writer.Box("moof", moof => moof
            .FullBox("mfhd", 0, 0, b => b.U32(1))
            .Box("traf", traf => traf
                .FullBox("tfhd", 0, 0x020028, b => b.U32(trackId).U32(ticks).U32(0x0101_0000))
                .FullBox("tfdt", 1, 0, b => b.U64((ulong)baseTime))
                .FullBox("trun", 1, reordering is null ? 0x205u : 0xA05u, b =>
                {
                    b.U32((uint)frames).U32((uint)(moofBytes + 8)).U32(sync ? 0x0200_0000u : 0x0101_0000u);
                    for (var i = 0; i < frames; i++)
                    {
                        b.U32(sampleBytes);
                        if (reordering is not null)
                            b.U32((uint)reordering[i]);
                    }
                })));
        writer.Box("mdat", b => b.Zeros((int)(frames * sampleBytes) - cut));
    }

    private static void Track(BoxWriter moov, uint id, string handler, uint timescale, Action<BoxWriter> entry) =>
        moov.Box("trak", trak => trak
            .FullBox("tkhd", 0, 3, b => b.Zeros(8).U32(id).Zeros(68))
            .Box("mdia", mdia => mdia
                .FullBox("mdhd", 0, 0, b => b.Zeros(8).U32(timescale).Zeros(8))
                .FullBox("hdlr", 0, 0, b => b.Zeros(4).Ascii(handler).Zeros(13))
                .Box("minf", minf => minf.Box("stbl", stbl => stbl.FullBox("stsd", 0, 0, b => entry(b.U32(1)))))));

    private static void Visual(BoxWriter stsd, string entry, string configuration, byte[] record) =>
        stsd.Box(entry, b => b.Zeros(24).U16(1280).U16(720).Zeros(50).Box(configuration, c => c.Bytes(record)));

    private static void Trex(BoxWriter mvex, uint track) =>
        mvex.FullBox("trex", 0, 0, b => b.U32(track).U32(1).U32(0).U32(0).U32(0));
}
