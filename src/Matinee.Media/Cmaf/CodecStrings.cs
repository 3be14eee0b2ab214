using System.Globalization;
using System.Numerics;
using System.Text;

namespace Matinee.Media.Cmaf;

/// <summary>Decoder configuration records to RFC 6381 codec strings.</summary>
internal static class CodecStrings
{
    private static readonly uint Esds = BoxTypes.Of("esds"u8);

    /// <summary>ISO/IEC 14496-15, 5.3.3.1: profile, constraint flags, level.</summary>
    public static string Avc(string entry, ReadOnlySpan<byte> avcC)
    {
        Require(avcC, 4, "avcC");
        return $"{entry}.{avcC[1]:x2}{avcC[2]:x2}{avcC[3]:x2}";
    }

    /// <summary>ISO/IEC 14496-15, E.3.</summary>
    public static string Hevc(string entry, ReadOnlySpan<byte> hvcC)
    {
        Require(hvcC, 13, "hvcC");
        var space = (hvcC[1] >> 6) switch { 1 => "A", 2 => "B", 3 => "C", _ => "" };
        var profile = hvcC[1] & 0x1F;
        var tier = (hvcC[1] & 0x20) != 0 ? 'H' : 'L';
        var compatibility = ReverseBits(System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(hvcC[2..]));
        var text = new StringBuilder(32).Append(CultureInfo.InvariantCulture, $"{entry}.{space}{profile}.{compatibility:X}.{tier}{hvcC[12]}");
        var constraints = hvcC[6..12].TrimEnd((byte)0);
        foreach (var constraint in constraints)
            text.Append(CultureInfo.InvariantCulture, $".{constraint:X}");
        return text.ToString();
    }

    /// <summary>AV1 in ISO BMFF, 5: the short form, whose optional part has the defaults of 4:2:0 BT.709.</summary>
    public static string Av1(ReadOnlySpan<byte> av1C)
    {
        Require(av1C, 4, "av1C");
        var profile = av1C[1] >> 5;
        var level = av1C[1] & 0x1F;
        var tier = (av1C[2] & 0x80) != 0 ? 'H' : 'M';
        var highBitDepth = (av1C[2] & 0x40) != 0;
        var twelve = (av1C[2] & 0x20) != 0;
        var depth = highBitDepth ? profile == 2 && twelve ? 12 : 10 : 8;
        return string.Create(CultureInfo.InvariantCulture, $"av01.{profile}.{level:00}{tier}.{depth:00}");
    }

    /// <summary>ISO/IEC 14496-1, 7.2.6: ES descriptor -> decoder configuration -> audio object type.</summary>
    public static string Mp4a(ReadOnlySpan<byte> esds)
    {
        var fields = new FieldReader(esds, Esds);
        fields.FullHeader();
        Descriptor(ref fields, tag: 3);
        fields.Skip(2);
        var flags = fields.U8();
        if ((flags & 0x80) != 0)
            fields.Skip(2);
        if ((flags & 0x40) != 0)
            fields.Skip(fields.U8());
        if ((flags & 0x20) != 0)
            fields.Skip(2);
        Descriptor(ref fields, tag: 4);
        var objectType = fields.U8();
        fields.Skip(12);
        if (objectType != 0x40)
            return $"mp4a.{objectType:x2}";
        Descriptor(ref fields, tag: 5);
        var first = fields.U8();
        var audioObjectType = first >> 3;
        if (audioObjectType == 31)
            audioObjectType = 32 + ((first & 7) << 3 | fields.U8() >> 5);
        return string.Create(CultureInfo.InvariantCulture, $"mp4a.40.{audioObjectType}");
    }

    private static void Descriptor(ref FieldReader fields, byte tag)
    {
        if (fields.U8() is var found && found != tag)
            throw new CmafException($"'esds' holds descriptor {found} where {tag} is expected.");
        // The length takes up to four bytes, the high bit of each but the last set.
        for (var i = 0; i < 4; i++)
        {
            if ((fields.U8() & 0x80) == 0)
                return;
        }

        throw new CmafException("A descriptor length in 'esds' does not end.");
    }

    private static void Require(ReadOnlySpan<byte> record, int bytes, string name)
    {
        if (record.Length < bytes)
            throw new CmafException($"'{name}' has {record.Length} bytes; at least {bytes} are needed.");
    }

    private static uint ReverseBits(uint value)
    {
        var reversed = 0u;
        while (value != 0)
        {
            reversed |= 0x8000_0000u >> BitOperations.TrailingZeroCount(value);
            value &= value - 1;
        }

        return reversed;
    }
}
