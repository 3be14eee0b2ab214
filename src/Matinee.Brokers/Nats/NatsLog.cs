using Microsoft.Extensions.Logging;

namespace Matinee.Brokers.Nats;

/// <summary>Event ids 5300 to 5399.</summary>
internal static partial class NatsLog
{
    [LoggerMessage(5300, LogLevel.Information, "Connected to NATS {Version} at {Server}")]
    public static partial void Connected(ILogger logger, NatsServerAddress server, string version);

    [LoggerMessage(5301, LogLevel.Warning, "The connection to NATS at {Server} was lost: {Reason}")]
    public static partial void Lost(ILogger logger, NatsServerAddress server, string reason);

    [LoggerMessage(5302, LogLevel.Debug, "NATS at {Server} cannot be reached: {Reason}")]
    public static partial void Unreachable(ILogger logger, NatsServerAddress server, string reason);

    [LoggerMessage(5303, LogLevel.Warning, "NATS is there, but its streams are not: {Reason}")]
    public static partial void NotReady(ILogger logger, string reason);

    [LoggerMessage(5304, LogLevel.Warning, "NATS forgot entries of {Channel} after offset {Offset}; {Outcome}")]
    public static partial void Forgot(ILogger logger, string channel, long offset, string outcome);
}
