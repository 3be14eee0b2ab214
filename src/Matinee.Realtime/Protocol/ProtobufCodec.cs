using Matinee.Realtime.Brokers;

namespace Matinee.Realtime.Protocol;

/// <summary>The protocol in Protobuf, each message behind its length. Field numbers are those of the public <c>client.proto</c>.</summary>
internal sealed class ProtobufCodec : IWireCodec
{
    public static readonly ProtobufCodec Instance = new();

    /// <summary>A reply with nothing in it.</summary>
    public byte[] Ping { get; } = [0];

    public IReadOnlyList<Command> Decode(ReadOnlySpan<byte> frame) => ProtobufCommands.Decode(frame);

    public byte[] EncodeResult(uint id, Result result)
    {
        var writer = new ProtoWriter();
        var reply = writer.BeginDelimited();
        writer.Number(1, id);
        var body = writer.Begin(ProtobufResults.FieldOf(result));
        ProtobufResults.Write(writer, result);
        writer.End(body);
        writer.End(reply);
        return writer.ToArray();
    }

    public byte[] EncodeError(uint id, RealtimeError error)
    {
        var writer = new ProtoWriter();
        var reply = writer.BeginDelimited();
        writer.Number(1, id);
        var body = writer.Begin(2);
        writer.Number(1, error.Code);
        writer.Text(2, error.Message);
        writer.Flag(3, error.IsTemporary);
        writer.End(body);
        writer.End(reply);
        return writer.ToArray();
    }

    public byte[] EncodePush(string channel, Push push)
    {
        var writer = new ProtoWriter();
        var reply = writer.BeginDelimited();
        var outer = writer.Begin(4);
        writer.Text(2, channel);
        var body = writer.Begin(ProtobufPushes.FieldOf(push));
        ProtobufPushes.Write(writer, push);
        writer.End(body);
        writer.End(outer);
        writer.End(reply);
        return writer.ToArray();
    }

    /// <summary>A publication alone, as signals travel between nodes.</summary>
    public static byte[] EncodeSignal(Publication publication)
    {
        var writer = new ProtoWriter();
        ProtobufResults.WritePublication(writer, publication);
        return writer.ToArray();
    }

    public static Publication DecodeSignal(ReadOnlySpan<byte> bytes) => ProtobufCommands.ReadPublication(bytes);
}
