using System.Buffers.Binary;
using System.Text;

namespace Matinee.Media.Cmaf;

/// <summary>Four-character codes as big-endian numbers (ISO/IEC 14496-12).</summary>
internal static class BoxTypes
{
    public static readonly uint Moov = Of("moov"u8);
    public static readonly uint Mvex = Of("mvex"u8);
    public static readonly uint Trex = Of("trex"u8);
    public static readonly uint Trak = Of("trak"u8);
    public static readonly uint Tkhd = Of("tkhd"u8);
    public static readonly uint Mdia = Of("mdia"u8);
    public static readonly uint Mdhd = Of("mdhd"u8);
    public static readonly uint Hdlr = Of("hdlr"u8);
    public static readonly uint Minf = Of("minf"u8);
    public static readonly uint Stbl = Of("stbl"u8);
    public static readonly uint Stsd = Of("stsd"u8);
    public static readonly uint Moof = Of("moof"u8);
    public static readonly uint Traf = Of("traf"u8);
    public static readonly uint Tfhd = Of("tfhd"u8);
    public static readonly uint Tfdt = Of("tfdt"u8);
    public static readonly uint Trun = Of("trun"u8);
    public static readonly uint Mdat = Of("mdat"u8);
    public static readonly uint Vide = Of("vide"u8);
    public static readonly uint Soun = Of("soun"u8);

    public static uint Of(ReadOnlySpan<byte> code) => BinaryPrimitives.ReadUInt32BigEndian(code);

    /// <summary>Readable in a message, whatever the four bytes are.</summary>
    public static string Name(uint type)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, type);
        return bytes.ContainsAnyExceptInRange((byte)' ', (byte)'~') ? $"0x{type:x8}" : Encoding.ASCII.GetString(bytes);
    }
}
