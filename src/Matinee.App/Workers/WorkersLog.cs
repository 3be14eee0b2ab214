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

    [LoggerMessage(4103, LogLevel.Warning, "An attempt at task {Task} broke on this machine: {Reason}")]
    public static partial void AttemptBroke(ILogger logger, string task, string reason);

    [LoggerMessage(4104, LogLevel.Error, "Task {Task} ended without an answer; its lease will run out")]
    public static partial void RunBroke(ILogger logger, string task, Exception exception);

    [LoggerMessage(4105, LogLevel.Warning, "No task can be asked for now: {Reason} Trying again")]
    public static partial void LeaseBroke(ILogger logger, string reason);

    [LoggerMessage(4106, LogLevel.Information, "The worker stops: of {Running} tasks those that end within {Seconds} s are finished, the others given back")]
    public static partial void Draining(ILogger logger, int running, double seconds);

    [LoggerMessage(4107, LogLevel.Warning, "The heartbeat was not heard: {Reason} What runs goes on until its lease has passed")]
    public static partial void BeatBroke(ILogger logger, string reason);

    [LoggerMessage(4108, LogLevel.Warning, "Task {Task} is stopped: the coordinator was not reached for the lease time, so it is somebody else's by now")]
    public static partial void LeasePassed(ILogger logger, string task);

    [LoggerMessage(4109, LogLevel.Warning, "Task {Task} is stopped: its frames stand still for {Seconds} s")]
    public static partial void Stalled(ILogger logger, string task, double seconds);

    [LoggerMessage(4110, LogLevel.Information, "Task {Task} is stopped: {Reply}")]
    public static partial void Stopped(ILogger logger, string task, string reply);

    [LoggerMessage(4111, LogLevel.Information, "Task {Task} ({Kind} {Index}) begins, attempt {Attempt}")]
    public static partial void Began(ILogger logger, string task, string kind, int index, int attempt);

    [LoggerMessage(4112, LogLevel.Information, "Task {Task} ({Kind} {Index}) is {Outcome} after {Seconds:0.0} s")]
    public static partial void Ended(ILogger logger, string task, string kind, int index, string outcome, double seconds);

    [LoggerMessage(4113, LogLevel.Warning, "{Free} MB are free where the worker writes, {Least} MB are needed; it begins nothing new until there is room")]
    public static partial void NoRoom(ILogger logger, long free, long least);

    [LoggerMessage(4114, LogLevel.Information, "The coordinator has drained this worker: it finishes {Running} tasks and takes nothing new")]
    public static partial void Drained(ILogger logger, int running);

    [LoggerMessage(4115, LogLevel.Information, "The coordinator has enabled this worker: it takes tasks again")]
    public static partial void Enabled(ILogger logger);

    [LoggerMessage(4116, LogLevel.Information, "The coordinator ends this worker ({Order})")]
    public static partial void Ordered(ILogger logger, string order);

    [LoggerMessage(4117, LogLevel.Information, "{Running} tasks are finished before the worker ends")]
    public static partial void Finishing(ILogger logger, int running);

    [LoggerMessage(4118, LogLevel.Error, "Another process has registered as {Worker}: give each node its own --node, and each worker its own --id")]
    public static partial void Replaced(ILogger logger, string worker);

    [LoggerMessage(4119, LogLevel.Information, "ffmpeg {Version} encodes here with {Encoders}")]
    public static partial void Abilities(ILogger logger, string version, string encoders);

    [LoggerMessage(4120, LogLevel.Warning, "Coordinator {Coordinator} does not answer: {Reason}")]
    public static partial void Silent(ILogger logger, Uri coordinator, string reason);

    [LoggerMessage(4121, LogLevel.Information, "Coordinator {Coordinator} answers")]
    public static partial void Answers(ILogger logger, Uri coordinator);

    [LoggerMessage(4122, LogLevel.Information, "Enrolled as {Worker}; the key is kept in {File}")]
    public static partial void Enrolled(ILogger logger, string worker, string file);

    [LoggerMessage(4123, LogLevel.Warning, "{Reason} Trying again")]
    public static partial void NotYet(ILogger logger, string reason);

    [LoggerMessage(4124, LogLevel.Warning, "What task {Task} came to was not taken: {Reason}")]
    public static partial void NotTaken(ILogger logger, string task, string reason);
}
