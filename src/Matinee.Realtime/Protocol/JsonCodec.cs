using System.Buffers;
using System.Text.Json;

namespace Matinee.Realtime.Protocol;

/// <summary>The protocol in JSON: commands on lines of their own, replies without line ends.</summary>
internal sealed class JsonCodec : IWireCodec
{
    /// <summary>Replies, with pushes inside, for streams that go both ways.</summary>
    public static readonly JsonCodec Instance = new(wrapsPushes: true);

    /// <summary>Pushes alone, for streams that go one way.</summary>
    public static readonly JsonCodec OneWay = new(wrapsPushes: false);

    private readonly bool _wrapsPushes;

    private JsonCodec(bool wrapsPushes) => _wrapsPushes = wrapsPushes;

    public byte[] Ping { get; } = "{}"u8.ToArray();

    public IReadOnlyList<Command> Decode(ReadOnlySpan<byte> frame)
    {
        var commands = new List<Command>(1);
        foreach (var range in frame.Split((byte)'\n'))
        {
            var line = frame[range];
            if (line.Trim(" \t\r"u8).IsEmpty)
                continue;
            if (commands.Count == ProtocolLimits.CommandsPerFrame)
                throw new ProtocolException("A frame holds too many commands.");
            commands.Add(JsonCommands.Read(line));
        }

        return commands;
    }

    public byte[] EncodeResult(uint id, Result result) => Write((id, result), static (writer, reply) =>
    {
        writer.WriteStartObject();
        if (reply.id != 0)
            writer.WriteNumber("id"u8, reply.id);
        writer.WritePropertyName(JsonResults.NameOf(reply.result));
        JsonResults.Write(writer, reply.result);
        writer.WriteEndObject();
    });

    public byte[] EncodeError(uint id, RealtimeError error) => Write((id, error), static (writer, reply) =>
    {
        writer.WriteStartObject();
        if (reply.id != 0)
            writer.WriteNumber("id"u8, reply.id);
        writer.WriteStartObject("error"u8);
        writer.WriteNumber("code"u8, reply.error.Code);
        writer.WriteString("message"u8, reply.error.Message);
        if (reply.error.IsTemporary)
            writer.WriteBoolean("temporary"u8, true);
        writer.WriteEndObject();
        writer.WriteEndObject();
    });

    public byte[] EncodePush(string channel, Push push) => Write((channel, push, _wrapsPushes), static (writer, it) =>
    {
        writer.WriteStartObject();
        if (it._wrapsPushes)
            writer.WriteStartObject("push"u8);
        if (it.channel.Length > 0)
            writer.WriteString("channel"u8, it.channel);
        writer.WritePropertyName(JsonPushes.NameOf(it.push));
        JsonPushes.Write(writer, it.push);
        if (it._wrapsPushes)
            writer.WriteEndObject();
        writer.WriteEndObject();
    });

    private static byte[] Write<T>(T what, Action<Utf8JsonWriter, T> write)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer, JsonText.WriterOptions))
            write(writer, what);
        return buffer.WrittenSpan.ToArray();
    }
}
