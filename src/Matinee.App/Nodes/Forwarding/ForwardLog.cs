using Microsoft.Extensions.Logging;

namespace Matinee.App.Nodes.Forwarding;

/// <summary>Event ids 6140 to 6149.</summary>
internal static partial class ForwardLog
{
    [LoggerMessage(6140, LogLevel.Debug, "the leader {Leader} was not reached at {Address}: {Reason}")]
    public static partial void NotReached(ILogger log, string leader, Uri address, string reason);

    [LoggerMessage(6141, LogLevel.Warning, "the leader {Leader} at {Address} did not answer what was forwarded to it: {Reason}")]
    public static partial void NotAnswered(ILogger log, string leader, Uri address, string reason);
}
