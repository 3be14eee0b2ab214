using Microsoft.Extensions.Logging;

namespace Matinee.App.Nodes;

/// <summary>Event ids 6100 to 6199.</summary>
internal static partial class NodeLog
{
    [LoggerMessage(6100, LogLevel.Warning, "this node's sign of life could not be written; it is tried again")]
    public static partial void NotSeen(ILogger log, Exception exception);
}
