using Microsoft.Extensions.Logging;

namespace Matinee.App.Nodes.Members;

/// <summary>Event ids 6120 to 6139.</summary>
internal static partial class MemberLog
{
    [LoggerMessage(6120, LogLevel.Critical, "{Reason} This node stops")]
    public static partial void NameTaken(ILogger log, string reason);

    [LoggerMessage(6121, LogLevel.Warning, "this node is not in the registry yet, and tries again: {Reason}")]
    public static partial void NotEntered(ILogger log, string reason);

    [LoggerMessage(6122, LogLevel.Warning, "the clock of {Node} is {Milliseconds} ms from this one's; rooms need them within 500. Run a time daemon on both machines")]
    public static partial void ClockFar(ILogger log, string node, long milliseconds);

    [LoggerMessage(6123, LogLevel.Information, "{Status}")]
    public static partial void Status(ILogger log, string status);
}
