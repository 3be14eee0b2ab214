namespace Matinee.Realtime.Protocol;

/// <summary>Why a connection ends. Clients reconnect after 3000 to 3499 and 4000 to 4499, not after 3500 to 3999 and 4500 to 4999.</summary>
/// <param name="Reason">At most 123 bytes of UTF-8, as a WebSocket's close frame holds them.</param>
public sealed record DisconnectAdvice(ushort Code, string Reason);
