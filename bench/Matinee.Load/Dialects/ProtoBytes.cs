using System.Text;

namespace Matinee.Load.Dialects;

/// <summary>Just enough of Protobuf: fields of length and of varint, written into a list and read from a span.</summary>
internal static class ProtoBytes
{
    public static byte[] Delimited(ReadOnlySpan<byte> message) => [.. Varint((ulong)message.Length), .. message];

    public static byte[] Field(int number, ReadOnlySpan<byte> value) => [.. Varint((ulong)number << 3 | 2), .. Delimited(value)];

    public static byte[] Field(int number, string value) => Field(number, Encoding.UTF8.GetBytes(value));

    public static byte[] Field(int number, long value) => [.. Varint((ulong)number << 3), .. Varint((ulong)value)];

    public static byte[] Varint(ulong value)
    {
        var bytes = new List<byte>(4);
        for (; value >= 0x80; value >>= 7)
            bytes.Add((byte)(value | 0x80));
        bytes.Add((byte)value);
        return [.. bytes];
    }

    public static ulong ReadVarint(ref ReadOnlySpan<byte> bytes)
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = bytes[0];
            bytes = bytes[1..];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
                return value;
        }

        throw new InvalidDataException("A varint does not end.");
    }

    /// <summary>The next field; the value is a number, or bytes. False at the end.</summary>
    public static bool TryReadField(ref ReadOnlySpan<byte> bytes, out int number, out ulong value, out ReadOnlySpan<byte> content)
    {
        (number, value) = (0, 0);
        content = default;
        if (bytes.IsEmpty)
            return false;
        var tag = ReadVarint(ref bytes);
        number = (int)(tag >> 3);
        value = ReadVarint(ref bytes);
        if ((tag & 7) != 2)
            return (tag & 7) == 0 ? true : throw new InvalidDataException("A field of a type that the protocol does not use.");
        content = bytes[..(int)value];
        bytes = bytes[(int)value..];
        return true;
    }
}
