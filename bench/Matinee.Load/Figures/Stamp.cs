using System.Buffers.Text;
using System.Diagnostics;

namespace Matinee.Load.Figures;

/// <summary>What stands in a payload: <c>@@</c>, when it was published (on the clock of this process), and its number in its topic. Found in any encoding.</summary>
internal readonly record struct Stamp(long At, int Number)
{
    /// <summary>The fewest bytes of a payload.</summary>
    public const int Size = 26;

    public static ReadOnlySpan<byte> Mark => "@@"u8;

    /// <summary>A payload of so many bytes, stamped with now.</summary>
    public static void Write(Span<byte> payload, int number)
    {
        payload.Fill((byte)'.');
        Mark.CopyTo(payload);
        Stopwatch.GetTimestamp().TryFormat(payload[2..], out _, "x16");
        number.TryFormat(payload[18..], out _, "x8");
    }

    /// <param name="bytes">Beginning with the mark.</param>
    public static Stamp Read(ReadOnlySpan<byte> bytes) =>
        bytes.Length >= Size && Utf8Parser.TryParse(bytes[2..18], out long at, out var read, 'x') && read == 16
        && Utf8Parser.TryParse(bytes[18..Size], out int number, out read, 'x') && read == 8
            ? new Stamp(at, number)
            : throw new InvalidDataException("A payload came back changed.");
}
