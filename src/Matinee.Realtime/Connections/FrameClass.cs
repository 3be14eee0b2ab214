namespace Matinee.Realtime.Connections;

/// <summary>What may happen to a frame that waits in a full queue.</summary>
internal enum FrameClass
{
    /// <summary>Replies, pings, joins: never left out; too many of them end the connection.</summary>
    Reply,

    /// <summary>Left out, whereupon the member has to recover.</summary>
    Log,

    /// <summary>Replaced by a newer one of its channel.</summary>
    State,

    /// <summary>The oldest of its channel is dropped.</summary>
    Signal,
}
