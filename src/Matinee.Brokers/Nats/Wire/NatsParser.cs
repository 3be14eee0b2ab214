using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace Matinee.Brokers.Nats.Wire;

/// <summary>
/// What a server says, frame by frame (docs.nats.io, "Client Protocol"). A frame that is not there whole stays where it is.
/// What is taken into memory is bounded by the longest line and the largest payload, both checked before anything is copied.
/// </summary>
internal static class NatsParser
{
    /// <summary>INFO lists every server of a cluster.</summary>
    public const int LongestLine = 64 * 1024;

    private const int MostWords = 5;

    private static ReadOnlySpan<byte> LineEnd => "\r\n"u8;

    /// <summary>Takes one frame off the front. False: more bytes are needed.</summary>
    /// <exception cref="NatsProtocolException">This is not the protocol.</exception>
    public static bool TryRead(ref ReadOnlySequence<byte> input, int largestPayload, out NatsFrame frame)
    {
        frame = default;
        var reader = new SequenceReader<byte>(input);
        if (!reader.TryReadTo(out ReadOnlySequence<byte> line, LineEnd))
        {
            if (input.Length > LongestLine)
                throw new NatsProtocolException($"A line is longer than {LongestLine} bytes.");
            return false;
        }

        if (line.Length > LongestLine)
            throw new NatsProtocolException($"A line is longer than {LongestLine} bytes.");
        var text = line.IsSingleSegment ? line.FirstSpan : line.ToArray();
        if (IsVerb(text, "MSG"u8))
            return TryReadMessage(ref input, reader, text[4..], withHeaders: false, largestPayload, out frame);
        if (IsVerb(text, "HMSG"u8))
            return TryReadMessage(ref input, reader, text[5..], withHeaders: true, largestPayload, out frame);
        frame = ReadPlain(text);
        input = input.Slice(reader.Position);
        return true;
    }

    private static NatsFrame ReadPlain(ReadOnlySpan<byte> line)
    {
        if (StartsWith(line, "PING"u8))
            return NatsFrame.Plain(NatsFrameKind.Ping);
        if (StartsWith(line, "PONG"u8))
            return NatsFrame.Plain(NatsFrameKind.Pong);
        if (StartsWith(line, "+OK"u8))
            return NatsFrame.Plain(NatsFrameKind.Ok);
        if (StartsWith(line, "INFO "u8))
            return NatsFrame.Plain(NatsFrameKind.Facts, line[5..].ToArray());
        if (StartsWith(line, "-ERR"u8))
            return NatsFrame.Plain(NatsFrameKind.Error, line[4..].Trim(" '"u8).ToArray());
        throw new NatsProtocolException($"This is not NATS: \"{Encoding.ASCII.GetString(line[..Math.Min(line.Length, 32)])}\".");
    }

    private static bool TryReadMessage(
        ref ReadOnlySequence<byte> input, SequenceReader<byte> reader, ReadOnlySpan<byte> arguments, bool withHeaders, int largestPayload, out NatsFrame frame)
    {
        frame = default;
        Span<Range> words = stackalloc Range[MostWords + 1];
        var count = Split(arguments, words);
        var sizes = withHeaders ? 2 : 1;
        if (count - sizes is not (2 or 3))
            throw new NatsProtocolException("A message has the wrong number of arguments.");
        var total = Number(arguments[words[count - 1]], largestPayload);
        var headerLength = withHeaders ? Number(arguments[words[count - 2]], total) : 0;
        var sid = Number(arguments[words[1]], long.MaxValue);
        if (reader.Remaining < total + LineEnd.Length)
            return false;
        var body = new byte[total];
        reader.TryCopyTo(body);
        reader.Advance(total);
        if (!reader.IsNext(LineEnd, advancePast: true))
            throw new NatsProtocolException("A message does not end where it said.");
        var subject = Encoding.UTF8.GetString(arguments[words[0]]);
        var reply = count - sizes == 3 ? Encoding.UTF8.GetString(arguments[words[2]]) : "";
        var headers = withHeaders ? NatsHeaders.Parse(body.AsSpan(0, (int)headerLength)) : NatsHeaders.None;
        frame = new NatsFrame(NatsFrameKind.Message, subject, sid, reply, headers, body.AsMemory((int)headerLength));
        input = input.Slice(reader.Position);
        return true;
    }

    private static int Split(ReadOnlySpan<byte> text, Span<Range> words)
    {
        var count = 0;
        for (var at = 0; at < text.Length;)
        {
            if (text[at] is (byte)' ' or (byte)'\t')
            {
                at++;
                continue;
            }

            var length = text[at..].IndexOfAny((byte)' ', (byte)'\t');
            var end = length < 0 ? text.Length : at + length;
            if (count == words.Length)
                throw new NatsProtocolException("A message has the wrong number of arguments.");
            words[count++] = at..end;
            at = end;
        }

        return count;
    }

    private static long Number(ReadOnlySpan<byte> text, long largest) =>
        Utf8Parser.TryParse(text, out long number, out var used) && used == text.Length && number >= 0 && number <= largest
            ? number
            : throw new NatsProtocolException($"A number of a message is not between 0 and {largest}.");

    private static bool IsVerb(ReadOnlySpan<byte> line, ReadOnlySpan<byte> verb) =>
        line.Length > verb.Length && line[verb.Length] is (byte)' ' or (byte)'\t' && StartsWith(line, verb);

    // Servers write upper case; the protocol lets them write either.
    private static bool StartsWith(ReadOnlySpan<byte> line, ReadOnlySpan<byte> word) =>
        line.Length >= word.Length && Ascii.EqualsIgnoreCase(line[..word.Length], word);
}
