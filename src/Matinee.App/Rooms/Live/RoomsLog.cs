using Microsoft.Extensions.Logging;

namespace Matinee.App.Rooms.Live;

/// <summary>Event ids 5000 to 5099.</summary>
internal static partial class RoomsLog
{
    [LoggerMessage(5000, LogLevel.Warning, "the log of room {Room} could not be read; it is tried again")]
    public static partial void LogUnread(ILogger log, RoomId room, Exception exception);

    [LoggerMessage(5001, LogLevel.Warning, "messages could not be written to the catalogue; they are kept and tried again")]
    public static partial void ChatUnwritten(ILogger log, Exception exception);

    [LoggerMessage(5002, LogLevel.Warning, "states of rooms could not be written to the catalogue; they are tried again")]
    public static partial void CheckpointUnwritten(ILogger log, Exception exception);

    [LoggerMessage(5003, LogLevel.Warning, "what room {Room} does by itself failed and is tried again")]
    public static partial void TimerFailed(ILogger log, RoomId room, Exception exception);

    [LoggerMessage(5004, LogLevel.Warning, "the clean-up of rooms failed and will run again")]
    public static partial void SweepFailed(ILogger log, Exception exception);

    [LoggerMessage(5005, LogLevel.Information, "removed {Count} messages that were too old or too many")]
    public static partial void Swept(ILogger log, int count);

    [LoggerMessage(5006, LogLevel.Warning, "who is in room {Room} could not be told; it is tried again")]
    public static partial void AttendanceFailed(ILogger log, RoomId room, Exception exception);

    [LoggerMessage(5007, LogLevel.Information, "node {Node} does not answer any more: its members of rooms have left")]
    public static partial void NodeGone(ILogger log, string node);
}
