using Microsoft.Extensions.Logging;

namespace Matinee.Brokers.Redis;

/// <summary>Event ids 5400 to 5499.</summary>
internal static partial class RedisLog
{
    [LoggerMessage(5400, LogLevel.Information, "Connected to Redis {Version} at {Server}")]
    public static partial void Connected(ILogger logger, string server, string version);

    [LoggerMessage(5401, LogLevel.Warning, "The connection to Redis at {Server} was lost: {Reason}")]
    public static partial void Lost(ILogger logger, string server, string reason);

    [LoggerMessage(5402, LogLevel.Warning, "Redis at {Server} has maxmemory-policy {Policy}: under memory pressure it drops rooms and their history. Set it to noeviction")]
    public static partial void Evicts(ILogger logger, string server, string policy);

    [LoggerMessage(5403, LogLevel.Warning, "Redis forgot entries of {Channel} after offset {Offset}; {Outcome}")]
    public static partial void Forgot(ILogger logger, string channel, long offset, string outcome);

    [LoggerMessage(5404, LogLevel.Information, "The sentinels say that the master is {Master}")]
    public static partial void Master(ILogger logger, RedisServerAddress master);
}
