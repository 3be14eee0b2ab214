using Microsoft.Extensions.Logging;

namespace Matinee.App.Dispatch;

/// <summary>Event ids 4300 to 4399.</summary>
internal static partial class DispatchLog
{
    [LoggerMessage(4300, LogLevel.Information, "Worker {Name} ({Worker}, start {Incarnation}) has joined with {Slots} slots and ffmpeg {Ffmpeg}")]
    public static partial void Registered(ILogger logger, string name, string worker, long incarnation, int slots, string ffmpeg);

    [LoggerMessage(4301, LogLevel.Warning, "The result of task {Task} from worker {Worker} was refused: {Reason}")]
    public static partial void Refused(ILogger logger, string task, string worker, string reason);
}
