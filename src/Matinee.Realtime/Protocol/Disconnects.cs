namespace Matinee.Realtime.Protocol;

/// <summary>The catalogue of ends. 1008 and 1009 are the WebSocket's own; 3000 to 3999 are the protocol's.</summary>
public static class Disconnects
{
    /// <summary>More commands than a client may send, again and again.</summary>
    public static readonly DisconnectAdvice PolicyViolation = new(1008, "too many requests");

    public static readonly DisconnectAdvice MessageTooBig = new(1009, "message size limit");

    /// <summary>The client went; nothing is sent.</summary>
    public static readonly DisconnectAdvice ConnectionClosed = new(3000, "connection closed");

    public static readonly DisconnectAdvice Shutdown = new(3001, "shutdown");
    public static readonly DisconnectAdvice ServerError = new(3004, "internal server error");
    public static readonly DisconnectAdvice Expired = new(3005, "connection expired");
    public static readonly DisconnectAdvice SubscriptionExpired = new(3006, "subscription expired");
    public static readonly DisconnectAdvice Slow = new(3008, "slow");
    public static readonly DisconnectAdvice WriteError = new(3009, "write error");
    public static readonly DisconnectAdvice InsufficientState = new(3010, "insufficient state");
    public static readonly DisconnectAdvice ForceReconnect = new(3011, "force reconnect");
    public static readonly DisconnectAdvice NoPong = new(3012, "no pong");
    public static readonly DisconnectAdvice InvalidToken = new(3500, "invalid token");
    public static readonly DisconnectAdvice BadRequest = new(3501, "bad request");
    public static readonly DisconnectAdvice Stale = new(3502, "stale");
    public static readonly DisconnectAdvice ForceNoReconnect = new(3503, "force disconnect");
    public static readonly DisconnectAdvice ConnectionLimit = new(3504, "connection limit");
    public static readonly DisconnectAdvice ChannelLimit = new(3505, "channel limit");

    /// <summary>Nobody used it for the longest time that is allowed.</summary>
    public static readonly DisconnectAdvice Idle = new(4500, "idle");

    /// <summary>It lasted for the longest time that is allowed; another one is welcome.</summary>
    public static readonly DisconnectAdvice TooOld = new(4000, "connection too old");
}
