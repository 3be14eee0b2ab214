namespace Matinee.Media.MpegTs;

/// <summary>Bytes are not a transport stream that can be played by itself. The only exception this folder throws on bad input.</summary>
public sealed class TransportException(string message) : Exception(message);
