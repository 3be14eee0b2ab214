namespace Matinee.Realtime.Protocol;

/// <summary>One of the two spellings of the protocol. Encoded messages carry what delimits them: nothing in JSON, their length in Protobuf.</summary>
internal interface IWireCodec
{
    /// <summary>All commands of a frame, in order. Throws <see cref="ProtocolException"/> alone. Copies what it keeps.</summary>
    IReadOnlyList<Command> Decode(ReadOnlySpan<byte> frame);

    byte[] EncodeResult(uint id, Result result);

    byte[] EncodeError(uint id, RealtimeError error);

    /// <param name="channel">Empty where the push concerns the connection.</param>
    byte[] EncodePush(string channel, Push push);

    /// <summary>What the client has to answer with an empty command.</summary>
    byte[] Ping { get; }
}
