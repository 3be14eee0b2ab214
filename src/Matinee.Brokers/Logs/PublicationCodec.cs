using System.Buffers;
using System.Text;
using Matinee.Realtime.Brokers;

namespace Matinee.Brokers.Logs;

/// <summary>
/// A publication without its offset as bytes: a flag byte, then each part with its length before it (7 bits a byte, low first),
/// the bytes of the entry last.
/// </summary>
internal static class PublicationCodec
{
    private const byte HasPublisher = 1;
    private const byte HasTags = 2;
    private const int MostTags = 256;

    public static byte[] Encode(LogEntry entry)
    {
        var output = new ArrayBufferWriter<byte>(entry.Data.Length + 64);
        Write(output, entry.Data, entry.Tags, entry.Publisher);
        return output.WrittenSpan.ToArray();
    }

    public static void Write(ArrayBufferWriter<byte> output, ReadOnlyMemory<byte> entry, IReadOnlyDictionary<string, string>? tags, Publisher? publisher)
    {
        output.Write([(byte)((publisher is null ? 0 : HasPublisher) | (tags is { Count: > 0 } ? HasTags : 0))]);
        if (publisher is not null)
        {
            Part(output, Encoding.UTF8.GetBytes(publisher.User));
            Part(output, Encoding.UTF8.GetBytes(publisher.Client));
            Part(output, publisher.Connection.Span);
            Part(output, publisher.Channel.Span);
        }

        if (tags is { Count: > 0 })
        {
            Length(output, tags.Count);
            foreach (var (name, value) in tags)
            {
                Part(output, Encoding.UTF8.GetBytes(name));
                Part(output, Encoding.UTF8.GetBytes(value));
            }
        }

        output.Write(entry.Span);
    }

    /// <summary>False: these bytes are something else. The result refers to them.</summary>
    public static bool TryRead(ReadOnlyMemory<byte> bytes, long offset, out Publication? publication)
    {
        publication = null;
        if (bytes.IsEmpty || bytes.Span[0] > (HasPublisher | HasTags))
            return false;
        var flags = bytes.Span[0];
        bytes = bytes[1..];
        if (!TryReadPublisher(ref bytes, flags, out var publisher) || !TryReadTags(ref bytes, flags, out var tags))
            return false;
        publication = new Publication(offset, bytes, tags, publisher);
        return true;
    }

    private static bool TryReadPublisher(ref ReadOnlyMemory<byte> bytes, byte flags, out Publisher? publisher)
    {
        publisher = null;
        if ((flags & HasPublisher) == 0)
            return true;
        if (!TryPart(ref bytes, out var user) || !TryPart(ref bytes, out var client) || !TryPart(ref bytes, out var connection) || !TryPart(ref bytes, out var channel))
            return false;
        publisher = new Publisher(Encoding.UTF8.GetString(user.Span), Encoding.UTF8.GetString(client.Span), connection, channel);
        return true;
    }

    private static bool TryReadTags(ref ReadOnlyMemory<byte> bytes, byte flags, out Dictionary<string, string>? tags)
    {
        tags = null;
        if ((flags & HasTags) == 0)
            return true;
        if (!TryLength(ref bytes, out var count) || count > MostTags)
            return false;
        tags = new(count, StringComparer.Ordinal);
        for (var i = 0; i < count; i++)
        {
            if (!TryPart(ref bytes, out var name) || !TryPart(ref bytes, out var value))
                return false;
            tags[Encoding.UTF8.GetString(name.Span)] = Encoding.UTF8.GetString(value.Span);
        }

        return true;
    }

    private static void Part(ArrayBufferWriter<byte> output, ReadOnlySpan<byte> bytes)
    {
        Length(output, bytes.Length);
        output.Write(bytes);
    }

    private static void Length(ArrayBufferWriter<byte> output, int length)
    {
        for (; length >= 0x80; length >>= 7)
            output.Write([(byte)(length | 0x80)]);
        output.Write([(byte)length]);
    }

    private static bool TryPart(ref ReadOnlyMemory<byte> bytes, out ReadOnlyMemory<byte> part)
    {
        part = default;
        if (!TryLength(ref bytes, out var length) || length > bytes.Length)
            return false;
        part = bytes[..length];
        bytes = bytes[length..];
        return true;
    }

    private static bool TryLength(ref ReadOnlyMemory<byte> bytes, out int length)
    {
        length = 0;
        for (var shift = 0; shift < 28; shift += 7)
        {
            if (bytes.IsEmpty)
                return false;
            var piece = bytes.Span[0];
            bytes = bytes[1..];
            length |= (piece & 0x7F) << shift;
            if (piece < 0x80)
                return true;
        }

        return false;
    }
}
