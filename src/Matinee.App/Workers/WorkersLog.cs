using Microsoft.Extensions.Logging;

namespace Matinee.App.Workers;

/// <summary>Event ids 4100 to 4199.</summary>
internal static partial class WorkersLog
{
    [LoggerMessage(4100, LogLevel.Information, "Worker {Worker} takes tasks with {Slots} slots and ffmpeg {Version}")]
    public static partial void Ready(ILogger logger, string worker, int slots, string version);

    [LoggerMessage(4101, LogLevel.Error, "The worker cannot start: {Reason} It tries again in {Seconds} s")]
    public static partial void NoFfmpeg(ILogger logger, string reason, double seconds);

    [LoggerMessage(4102, LogLevel.Warning, "ffmpeg runs with a network here: user namespaces are not permitted. Its protocol and format lists still hold")]
    public static partial void NetworkNotIsolated(ILogger logger);

    [LoggerMessage(4103, LogLevel.Warning, "An attempt at task {Task} broke on this machine")]
    public static partial void AttemptBroke(ILogger logger, string task, Exception exception);

    [LoggerMessage(4104, LogLevel.Error, "Task {Task} ended without an answer; its lease will run out")]
    public static partial void RunBroke(ILogger logger, string task, Exception exception);

    [LoggerMessage(4105, LogLevel.Error, "The coordinator does not answer; trying again")]
    public static partial void LeaseBroke(ILogger logger, Exception exception);

    [LoggerMessage(4106, LogLevel.Information, "The worker stops with {Running} tasks under way")]
    public static partial void Draining(ILogger logger, int running);
}
