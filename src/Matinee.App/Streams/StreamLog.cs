using Microsoft.Extensions.Logging;

namespace Matinee.App.Streams;

/// <summary>Event ids 7100 to 7199.</summary>
internal static partial class StreamLog
{
    [LoggerMessage(7100, LogLevel.Warning, "the registry does not answer; what is known of streams is from before")]
    public static partial void DirectoryStale(ILogger log, Exception exception);

    [LoggerMessage(7101, LogLevel.Warning, "the record of a stream under {key} cannot be read and is passed over")]
    public static partial void RecordUnreadable(ILogger log, string key, Exception exception);

    [LoggerMessage(7102, LogLevel.Information, "stream {stream} was created by {owner}")]
    public static partial void Created(ILogger log, StreamId stream, string owner);

    [LoggerMessage(7103, LogLevel.Information, "stream {stream} is {status}")]
    public static partial void StatusChanged(ILogger log, StreamId stream, StreamStatus status);

    [LoggerMessage(7104, LogLevel.Information, "stream {stream} was deleted")]
    public static partial void Deleted(ILogger log, StreamId stream);

    [LoggerMessage(7105, LogLevel.Warning, "stream {stream} could not be told active; the next segment tries again")]
    public static partial void NotActivated(ILogger log, StreamId stream, Exception exception);

    [LoggerMessage(7106, LogLevel.Warning, "the rows of stream {stream} do not answer; its playlists stand still")]
    public static partial void ShelfStale(ILogger log, StreamId stream, Exception exception);

    [LoggerMessage(7107, LogLevel.Warning, "a duty of the leader for streams failed; it is tried again")]
    public static partial void DutyFailed(ILogger log, Exception exception);

    [LoggerMessage(7108, LogLevel.Information, "segments taken out of playlists: {segments}; objects deleted: {objects}; streams forgotten: {streams}")]
    public static partial void Cleaned(ILogger log, int segments, int objects, int streams);

    [LoggerMessage(7109, LogLevel.Warning, "the figures of viewers could not be written; they are with the next ones")]
    public static partial void AudienceLost(ILogger log, Exception exception);

    [LoggerMessage(7110, LogLevel.Warning, "the store does not answer for {key} ({path})")]
    public static partial void Unreadable(ILogger log, string key, string path, Exception exception);

    [LoggerMessage(7111, LogLevel.Warning, "gaps of streams could not be closed; it is tried again")]
    public static partial void GapsLeft(ILogger log, Exception exception);

    [LoggerMessage(7113, LogLevel.Warning, "the store does not let go of {key}; it is asked again with the next cleanup")]
    public static partial void NotDeleted(ILogger log, string key, Exception exception);

    [LoggerMessage(7112, LogLevel.Warning, "the registry does not know {count} streams of which there are segments, such as {stream}: it may be of an older backup. They are kept; matinee streams delete ID takes one away")]
    public static partial void StraysKept(ILogger log, int count, StreamId stream);
}
