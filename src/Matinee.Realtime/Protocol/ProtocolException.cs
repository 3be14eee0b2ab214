namespace Matinee.Realtime.Protocol;

/// <summary>Bytes that are no message of the protocol. The only exception its parsers throw.</summary>
public sealed class ProtocolException(string message) : Exception(message);
