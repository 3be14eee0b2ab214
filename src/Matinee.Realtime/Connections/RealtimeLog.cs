using Microsoft.Extensions.Logging;

namespace Matinee.Realtime.Connections;

/// <summary>Event ids 6000 to 6099.</summary>
internal static partial class RealtimeLog
{
    [LoggerMessage(6000, LogLevel.Error, "A command {Command} of a client failed")]
    public static partial void CommandFailed(ILogger logger, string command, Exception exception);

    [LoggerMessage(6001, LogLevel.Warning, "Channel {Channel} cannot be read; its members wait: {Reason}")]
    public static partial void ReadFailed(ILogger logger, string channel, string reason);

    [LoggerMessage(6002, LogLevel.Warning, "The store of the channels is not reachable: {Reason}. Rooms go on among the members of this node")]
    public static partial void BrokerDown(ILogger logger, string reason);

    [LoggerMessage(6003, LogLevel.Information, "The store of the channels answers again; what was said meanwhile is put together")]
    public static partial void BrokerUp(ILogger logger);

    [LoggerMessage(6004, LogLevel.Information, "Clients are told to reconnect elsewhere: {Connections} connections within {Seconds} s")]
    public static partial void Draining(ILogger logger, int connections, double seconds);

    [LoggerMessage(6005, LogLevel.Debug, "A connection ended: {Code} {Reason}")]
    public static partial void Ended(ILogger logger, int code, string reason);

    [LoggerMessage(6006, LogLevel.Warning, "The reference clock does not answer: {Reason}")]
    public static partial void ClockFailed(ILogger logger, string reason);

    [LoggerMessage(6007, LogLevel.Warning, "Channel {Channel} could not be put together; it is tried again")]
    public static partial void HealFailed(ILogger logger, string channel, Exception exception);

    [LoggerMessage(6008, LogLevel.Warning, "Nodes cannot tell each other: {Reason}")]
    public static partial void BusFailed(ILogger logger, string reason);
}
