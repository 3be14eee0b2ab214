using System.Buffers;
using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Matinee.Brokers.Nats.Wire;
using Matinee.Testing.Faults;
using Xunit;

namespace Matinee.Tests.Brokers;

public sealed class NatsParserTests
{
    private const int LargestPayload = 64 * 1024;

    [Theory]
    [InlineData("PING\r\n", nameof(NatsFrameKind.Ping), "")]
    [InlineData("pong\r\n", nameof(NatsFrameKind.Pong), "")]
    [InlineData("+OK\r\n", nameof(NatsFrameKind.Ok), "")]
    [InlineData("INFO {\"a\":1}\r\n", nameof(NatsFrameKind.Facts), "{\"a\":1}")]
    [InlineData("-ERR 'Authorization Violation'\r\n", nameof(NatsFrameKind.Error), "Authorization Violation")]
    public void A_line_is_a_frame(string line, string kind, string payload)
    {
        var (frames, rest) = Read(Encoding.ASCII.GetBytes(line + "PI"));

        var frame = Assert.Single(frames);
        Assert.Equal((kind, payload, 2L), (frame.Kind.ToString(), Encoding.UTF8.GetString(frame.Payload.Span), rest));
    }

    [Fact]
    public void A_message_has_a_subject_a_subscription_an_answer_s_subject_and_bytes()
    {
        var (frames, _) = Read("MSG a.b 9 5\r\nhello\r\nMSG\ta.b  9 _INBOX.1 2\r\n\r\n\r\n"u8.ToArray());

        Assert.Equal(["a.b|9||hello", "a.b|9|_INBOX.1|\r\n"], frames.Select(f => $"{f.Subject}|{f.Sid}|{f.ReplyTo}|{Encoding.UTF8.GetString(f.Payload.Span)}"));
    }

    [Fact]
    public void A_message_with_headers_has_their_status_and_values()
    {
        const string block = "NATS/1.0 503 No Responders\r\nNats-Sequence: 7\r\nx:y:z\r\n\r\n";

        var (frames, _) = Read(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"HMSG a 1 {block.Length} {block.Length + 2}\r\n{block}ok\r\n")));

        var frame = Assert.Single(frames);
        Assert.Equal((503, "7", "y:z", null), (frame.Headers.Status, frame.Headers["nats-sequence"], frame.Headers["x"], frame.Headers["y"]));
        Assert.Equal("ok", Encoding.UTF8.GetString(frame.Payload.Span));
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n")]
    [InlineData("MSG a 1\r\n")]
    [InlineData("MSG a 1 b c 2\r\nxx\r\n")]
    [InlineData("MSG a -1 2\r\nxx\r\n")]
    [InlineData("MSG a 1 2\r\nxxx\r\n")]
    [InlineData("MSG a 1 99999999999999999999\r\n")]
    [InlineData("MSG a 1 65537\r\n")]
    [InlineData("HMSG a 1 9 4\r\nxxxx\r\n")]
    [InlineData("HMSG a 1 4 4\r\nxxxx\r\n")]
    [InlineData("HMSG a 1 12 12\r\nNATS/1.0 x\r\n\r\n")]
    public void What_is_not_the_protocol_is_refused(string text)
    {
        Assert.Throws<NatsProtocolException>(() => Read(Encoding.ASCII.GetBytes(text)));
    }

    [Fact]
    public void A_line_without_end_is_refused_before_it_fills_the_memory()
    {
        Assert.Throws<NatsProtocolException>(() => Read([.. Enumerable.Repeat((byte)'I', NatsParser.LongestLine + 1)]));
    }

    [Fact]
    public void What_was_written_is_read_however_it_arrives()
    {
        Prop.ForAll(Cases().ToArbitrary(), one =>
        {
            var bytes = one.Messages.SelectMany(Delivered).ToArray();
            var (frames, rest) = Read(bytes, one.Pieces);
            return rest == 0 && frames.Count == one.Messages.Length && frames.Zip(one.Messages).All(pair => Same(pair.First, pair.Second));
        }).Check(Config.QuickThrowOnFailure);
    }

    [Fact]
    public void Damaged_bytes_are_refused_by_its_own_exception_or_read()
    {
        byte[] seed =
        [
            .. "INFO {\"server_name\":\"n1\",\"connect_urls\":[\"127.0.0.1:4222\"]}\r\nPING\r\nPONG\r\n+OK\r\n-ERR 'no'\r\n"u8,
            .. Enumerable.Range(0, 6).SelectMany(i => Delivered(new Message($"a.b.{i}", i % 2 == 0 ? "r" : "", i % 3 == 0 ? null : "v", new byte[i * 17]))),
        ];
        var refused = 0;
        for (var i = 0; i < Soak.Count(200_000, 4_000); i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                Read(Mutation.Of(seed, i), [(i % 97) + 1]);
            }
            catch (NatsProtocolException)
            {
                refused++;
            }

            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8 * 1024 * 1024);
        }

        Assert.InRange(refused, 1, int.MaxValue);
    }

    private static Gen<(Message[] Messages, int[] Pieces)> Cases()
    {
        var word = Gen.Elements("a", "room.1", "_INBOX.x.7", "matinee.log.room:abc.12");
        var value = Gen.Elements(null, "", "x", "a: b", "Zoë 7");
        var bytes = Gen.Choose(0, 300).SelectMany(n => Gen.ArrayOf(Gen.Choose(0, 255).Select(b => (byte)b), n));
        var message = word.SelectMany(subject => Gen.Elements("", "reply.1").SelectMany(reply => value.SelectMany(v => bytes.Select(b => new Message(subject, reply, v, b)))));
        return message.ArrayOf().SelectMany(messages => Gen.Choose(1, 64).NonEmptyListOf().Select(pieces => (messages, pieces.ToArray())));
    }

    /// <summary>As our own writer sends it, with the first line that a server puts before it.</summary>
    private static byte[] Delivered(Message message)
    {
        var output = new ArrayBufferWriter<byte>();
        var headers = new NatsHeaders();
        if (message.Header is not null)
            headers.Add("x-header", message.Header);
        NatsWriter.Publish(output, message.Subject, message.Reply, headers, message.Payload);
        var end = output.WrittenSpan.IndexOf("\r\n"u8);
        var words = Encoding.UTF8.GetString(output.WrittenSpan[..end]).Split(' ');
        words[0] = words[0] == "PUB" ? "MSG" : "HMSG";
        return [.. Encoding.UTF8.GetBytes(string.Join(' ', [words[0], words[1], "42", .. words[2..]])), .. output.WrittenSpan[end..]];
    }

    private static bool Same(NatsFrame frame, Message message) =>
        frame.Subject == message.Subject && frame.Sid == 42 && frame.ReplyTo == message.Reply && frame.Headers["x-header"] == message.Header
        && frame.Payload.Span.SequenceEqual(message.Payload);

    private static (List<NatsFrame> Frames, long Left) Read(byte[] bytes, int[]? pieces = null)
    {
        var frames = new List<NatsFrame>();
        var rest = Array.Empty<byte>();
        for (int at = 0, i = 0; at < bytes.Length; i++)
        {
            var size = Math.Min(bytes.Length - at, pieces is null ? bytes.Length : pieces[i % pieces.Length]);
            var sequence = Join(rest, bytes[at..(at + size)]);
            at += size;
            while (NatsParser.TryRead(ref sequence, LargestPayload, out var frame))
                frames.Add(frame);
            rest = sequence.ToArray();
        }

        return (frames, rest.Length);
    }

    private static ReadOnlySequence<byte> Join(byte[] first, byte[] second)
    {
        var start = new Segment(first, 0);
        var end = new Segment(second, first.Length);
        start.Follow(end);
        return new ReadOnlySequence<byte>(start, 0, end, second.Length);
    }

    internal sealed record Message(string Subject, string Reply, string? Header, byte[] Payload);

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(byte[] bytes, long index) => (Memory, RunningIndex) = (bytes, index);

        public void Follow(Segment next) => Next = next;
    }
}
