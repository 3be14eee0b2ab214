using Microsoft.Extensions.Logging;

namespace Matinee.App.Moderation;

/// <summary>Event ids 5500 to 5549.</summary>
internal static partial class ModerationLog
{
    [LoggerMessage(5500, LogLevel.Error, "{Action} by {User} could not be written to the audit log")]
    public static partial void Unwritten(ILogger log, string action, string user, Exception exception);

    [LoggerMessage(5501, LogLevel.Warning, "the settings of the site could not be read and will be tried again")]
    public static partial void Unread(ILogger log, Exception exception);

    [LoggerMessage(5502, LogLevel.Information, "setting {Name} of the site is in force (version {Version})")]
    public static partial void InForce(ILogger log, string name, long version);
}
