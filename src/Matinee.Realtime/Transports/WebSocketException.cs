namespace Matinee.Realtime.Transports;

/// <summary>A client breaks RFC 6455, or sends more than it may. The only exception its reader throws besides those of the stream.</summary>
internal sealed class WebSocketException(ushort code, string message) : Exception(message)
{
    public const ushort ProtocolError = 1002, TooBig = 1009;

    /// <summary>Of the close frame.</summary>
    public ushort Code => code;
}
