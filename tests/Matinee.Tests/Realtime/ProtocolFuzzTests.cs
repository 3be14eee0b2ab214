using System.Text;
using Matinee.Realtime.Protocol;
using Matinee.Realtime.Transports;
using Matinee.Testing.Faults;
using Xunit;

namespace Matinee.Tests.Realtime;

/// <summary>Bytes that nobody meant: parsers answer with a value or their own exception, and nothing else.</summary>
public sealed class ProtocolFuzzTests
{
    private static readonly byte[][] JsonSeeds =
    [
        .. new[]
        {
            """{"id":1,"connect":{"token":"t","data":{"a":[1,2]},"name":"js","version":"1","headers":{"a":"b"},"subs":{"c":{"recover":true,"epoch":"e","offset":7}}}}""",
            """{"id":2,"subscribe":{"channel":"room:1","recover":true,"epoch":"e","offset":18446744073709551615,"positioned":true,"recoverable":true,"join_leave":true}}""",
            """{"id":3,"publish":{"channel":"c","data":"x"}}""" + "\n" + """{"id":4,"history":{"channel":"c","limit":-1,"since":{"offset":1,"epoch":"e"},"reverse":true}}""",
            """{"id":5,"rpc":{"method":"m","data":null}}""", """{"send":{"data":{}}}""", "{}", """{"id":6,"presence":{"channel":"c"},"unknown":[{"a":1}]}""",
        }.Select(Encoding.UTF8.GetBytes),
    ];

    private static readonly byte[][] ProtobufSeeds =
    [
        [0x0A, 0x08, 0x01, 0x22, 0x06, 0x0A, 0x01, 0x74, 0x12, 0x01, 0x7B],
        [0x11, 0x08, 0x02, 0x2A, 0x0D, 0x0A, 0x01, 0x63, 0x18, 0x01, 0x32, 0x01, 0x65, 0x38, 0x07, 0x58, 0x01, 0x08, 0x03],
        [0x0B, 0x08, 0x03, 0x52, 0x07, 0x0A, 0x01, 0x63, 0x38, 0xFF, 0x01, 0x48, 0x00],
        [0x00],
    ];

    [Fact]
    public void Json_of_any_kind_is_a_command_or_a_protocol_exception() => Fuzz(JsonSeeds, bytes => JsonCodec.Instance.Decode(bytes));

    [Fact]
    public void Protobuf_of_any_kind_is_a_command_or_a_protocol_exception() => Fuzz(ProtobufSeeds, bytes => ProtobufCodec.Instance.Decode(bytes));

    [Fact]
    public void A_signal_of_any_kind_is_a_publication_or_a_protocol_exception() =>
        Fuzz([ProtobufCodec.EncodeSignal(new(3, "{}"u8.ToArray(), new Dictionary<string, string> { ["a"] = "b" }, new("u", "c")))], bytes => ProtobufCodec.DecodeSignal(bytes));

    [Fact]
    public void Data_of_any_kind_makes_json_on_one_line()
    {
        Fuzz(JsonSeeds, bytes =>
        {
            var encoded = JsonCodec.Instance.EncodePush("c", new PublicationPush(new(1, bytes)));
            Assert.True(JsonText.IsJson(encoded));
            Assert.DoesNotContain((byte)'\n', encoded);
        });
    }

    [Theory]
    [InlineData("""{"id":1,"rpc":{"method":"m"},"ping":{}}""")]
    [InlineData("""{"id":4294967296,"ping":{}}""")]
    [InlineData("""{"id":1,"subscribe":{"channel":"c","offset":-1}}""")]
    [InlineData("""{"id":1,"connect":[]}""")]
    [InlineData("""{"id":1}{"id":2}""")]
    public void What_is_almost_a_command_is_none(string json)
    {
        Assert.Throws<ProtocolException>(() => JsonCodec.Instance.Decode(Encoding.UTF8.GetBytes(json)));
    }

    [Fact]
    public void A_frame_holds_so_many_commands()
    {
        var frame = Encoding.UTF8.GetBytes(string.Join('\n', Enumerable.Repeat("{}", 1025)));

        Assert.Equal(1024, JsonCodec.Instance.Decode(frame.AsSpan(0, 1024 * 3 - 1)).Count);
        Assert.Throws<ProtocolException>(() => JsonCodec.Instance.Decode(frame));
        Assert.Throws<ProtocolException>(() => ProtobufCodec.Instance.Decode(new byte[1025]));
    }

    [Fact]
    public async Task Frames_of_any_kind_are_messages_or_a_web_socket_exception()
    {
        var random = new Random(20);
        for (var i = 0; i < Soak.Count(200_000, 5_000); i++)
        {
            var bytes = new byte[random.Next(200)];
            random.NextBytes(bytes);
            if (bytes.Length > 2 && i % 2 == 0)
                (bytes[0], bytes[1]) = ((byte)(bytes[0] & 0x8F), (byte)(bytes[1] | 0x80));
            using var stream = new MemoryStream(bytes);
            using var reader = new WebSocketReader(stream, 100, inflates: i % 3 == 0);
            try
            {
                while ((await reader.ReadAsync(CancellationToken.None)) is (not WebSocketHeader.Close, var payload))
                    Assert.InRange(payload.Length, 0, 125);
            }
            catch (WebSocketException)
            {
                // its own
            }
        }
    }

    private static void Fuzz(byte[][] seeds, Action<byte[]> parse)
    {
        var random = new Random(7);
        for (var i = 0; i < Soak.Count(500_000, 10_000); i++)
        {
            var bytes = seeds[random.Next(seeds.Length)].ToList();
            for (var change = random.Next(1, 5); change > 0 && bytes.Count > 0; change--)
                Mutate(bytes, random);
            try
            {
                parse([.. bytes]);
            }
            catch (ProtocolException)
            {
                // its own
            }
        }
    }

    private static void Mutate(List<byte> bytes, Random random)
    {
        var at = random.Next(bytes.Count);
        switch (random.Next(5))
        {
            case 0: bytes[at] = (byte)random.Next(256); break;
            case 1: bytes[at] ^= (byte)(1 << random.Next(8)); break;
            case 2: bytes.RemoveAt(at); break;
            case 3: bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(1, 20), bytes.Count - at))); break;
            default: bytes.RemoveRange(at, bytes.Count - at); break;
        }
    }
}
