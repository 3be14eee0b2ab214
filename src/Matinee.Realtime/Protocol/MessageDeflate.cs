using System.Buffers;
using System.IO.Compression;

namespace Matinee.Realtime.Protocol;

/// <summary>
/// The compression of messages of RFC 7692, without memory from one message to the next: what many receive is deflated once, and no connection holds a
/// window.
/// </summary>
internal static class MessageDeflate
{
    /// <summary>Below it the gain is not worth the work.</summary>
    public const int Smallest = 512;

    /// <summary>What ends a flushed block, and is left out on the wire (7.2.1).</summary>
    private static ReadOnlySpan<byte> Flushed => [0x00, 0x00, 0xFF, 0xFF];

    /// <summary>The same with an empty last block, for the reader to end at.</summary>
    private static ReadOnlySpan<byte> Ending => [0x00, 0x00, 0xFF, 0xFF, 0x03, 0x00];

    /// <summary>Null: it does not become smaller.</summary>
    public static byte[]? Deflate(ReadOnlySpan<byte> message)
    {
        if (message.Length < Smallest)
            return null;
        using var output = new MemoryStream(message.Length);
        using (var deflate = new DeflateStream(output, CompressionLevel.Fastest, leaveOpen: true))
        {
            deflate.Write(message);
            deflate.Flush();
            var length = (int)output.Length - Flushed.Length;
            var bytes = output.GetBuffer().AsSpan(0, (int)output.Length);
            return length > 0 && length < message.Length && bytes.EndsWith(Flushed) ? bytes[..length].ToArray() : null;
        }
    }

    /// <summary>Into a rented buffer, which the caller returns; null: it is more than so many bytes, or no such stream.</summary>
    public static (byte[] Rented, int Length)? Inflate(ReadOnlySpan<byte> deflated, int most)
    {
        var input = new byte[deflated.Length + Ending.Length];
        deflated.CopyTo(input);
        Ending.CopyTo(input.AsSpan(deflated.Length));
        var buffer = ArrayPool<byte>.Shared.Rent(Math.Min(Math.Max(deflated.Length * 4, 1024), most + 1));
        var length = 0;
        try
        {
            using var inflate = new DeflateStream(new MemoryStream(input), CompressionMode.Decompress);
            while (length <= most)
            {
                if (length == buffer.Length)
                    Grow(ref buffer, Math.Min(buffer.Length * 2, most + 1));
                var read = inflate.Read(buffer, length, buffer.Length - length);
                if (read == 0)
                    return (buffer, length);
                length += read;
            }
        }
        catch (InvalidDataException)
        {
            // Not deflated.
        }

        ArrayPool<byte>.Shared.Return(buffer);
        return null;
    }

    private static void Grow(ref byte[] buffer, int wanted)
    {
        var larger = ArrayPool<byte>.Shared.Rent(wanted);
        buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = larger;
    }
}
