namespace Matinee.Brokers.Nats.Wire;

/// <summary>One operation of the protocol, server to client. Its memory is its own.</summary>
/// <param name="Sid">The number of the subscription that it is for.</param>
/// <param name="ReplyTo">Empty: no answer is wanted.</param>
internal readonly record struct NatsFrame(
    NatsFrameKind Kind, string Subject, long Sid, string ReplyTo, NatsHeaders Headers, ReadOnlyMemory<byte> Payload)
{
    public static NatsFrame Plain(NatsFrameKind kind, byte[]? payload = null) => new(kind, "", 0, "", NatsHeaders.None, payload);
}
