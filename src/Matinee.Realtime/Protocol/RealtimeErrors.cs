namespace Matinee.Realtime.Protocol;

/// <summary>The catalogue of errors in replies. Codes below 400 are the protocol's own.</summary>
public static class RealtimeErrors
{
    public static readonly RealtimeError Internal = new(100, "internal server error", IsTemporary: true);
    public static readonly RealtimeError Unauthorized = new(101, "unauthorized");
    public static readonly RealtimeError UnknownChannel = new(102, "unknown channel");
    public static readonly RealtimeError PermissionDenied = new(103, "permission denied");
    public static readonly RealtimeError MethodNotFound = new(104, "method not found");
    public static readonly RealtimeError AlreadySubscribed = new(105, "already subscribed");
    public static readonly RealtimeError LimitExceeded = new(106, "limit exceeded");
    public static readonly RealtimeError BadRequest = new(107, "bad request");
    public static readonly RealtimeError NotAvailable = new(108, "not available");
    public static readonly RealtimeError TokenExpired = new(109, "token expired");
    public static readonly RealtimeError Expired = new(110, "expired");
    public static readonly RealtimeError TooManyRequests = new(111, "too many requests", IsTemporary: true);
    public static readonly RealtimeError UnrecoverablePosition = new(112, "unrecoverable position");
    public static readonly RealtimeError TokenRevoked = new(113, "token revoked");

    /// <summary>Another command was faster: the current state is in the data of the reply that the host makes.</summary>
    public static readonly RealtimeError Conflict = new(409, "conflict");

    /// <summary>The store of the channels does not answer.</summary>
    public static readonly RealtimeError BrokerUnavailable = new(503, "channels are not available now", IsTemporary: true);
}
