namespace Matinee.Realtime.Admission;

/// <summary>Why a connection is no member of a channel any more.</summary>
public enum Departure
{
    /// <summary>The client unsubscribed, or the server ended it for good.</summary>
    Unsubscribed,

    /// <summary>The connection ended: the client may be back on another one.</summary>
    Disconnected,

    /// <summary>The server interrupted it, and the client comes again by itself: another epoch, a queue that was full, a reply that could not be made.</summary>
    Interrupted,
}
