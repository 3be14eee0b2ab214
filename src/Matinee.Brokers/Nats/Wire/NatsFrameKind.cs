namespace Matinee.Brokers.Nats.Wire;

/// <summary>What a server says.</summary>
internal enum NatsFrameKind
{
    /// <summary>INFO: the server's facts, JSON in the payload.</summary>
    Facts,
    Message,
    Ping,
    Pong,
    Ok,

    /// <summary>-ERR: its text in the payload.</summary>
    Error,
}
