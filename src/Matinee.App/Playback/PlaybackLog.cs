using Microsoft.Extensions.Logging;

namespace Matinee.App.Playback;

/// <summary>Event ids 6000 to 6099.</summary>
internal static partial class PlaybackLog
{
    [LoggerMessage(6000, LogLevel.Warning, "Counted views could not be added to the catalogue.")]
    public static partial void ViewsLost(ILogger logger, Exception exception);

    [LoggerMessage(6001, LogLevel.Error, "{Key} of video {Video} cannot be read from the store.")]
    public static partial void Unreadable(ILogger logger, string key, string video, Exception exception);

    [LoggerMessage(6002, LogLevel.Warning, "revoked playback addresses could not be read; they are read again in a moment")]
    public static partial void GrantsUnread(ILogger log, Exception exception);
}
