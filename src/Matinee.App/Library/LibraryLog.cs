using Microsoft.Extensions.Logging;

namespace Matinee.App.Library;

/// <summary>Event ids 3000 to 3099.</summary>
internal static partial class LibraryLog
{
    [LoggerMessage(3000, LogLevel.Information, "removed {Count} objects of deleted video {Video}")]
    public static partial void RemovedObjects(ILogger log, int count, VideoId video);

    [LoggerMessage(3001, LogLevel.Information, "removed {Key}, which nothing refers to")]
    public static partial void RemovedOrphan(ILogger log, string key);

    [LoggerMessage(3002, LogLevel.Error, "the sweep of the library failed and will run again")]
    public static partial void SweepFailed(ILogger log, Exception exception);

    [LoggerMessage(3003, LogLevel.Warning, "changes of other nodes could not be read; listeners hear of the next ones")]
    public static partial void RelayFailed(ILogger log, Exception exception);
}
