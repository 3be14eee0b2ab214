using Microsoft.Extensions.Logging;

namespace Matinee.App.Scaling;

/// <summary>Event ids 4400 to 4499.</summary>
internal static partial class ScalingLog
{
    [LoggerMessage(4400, LogLevel.Information, "Workers wanted: {Before} -> {Wanted} ({Reason})")]
    public static partial void Decided(ILogger logger, int before, int wanted, string reason);

    [LoggerMessage(4401, LogLevel.Information, "Worker {Worker} is drained, with {Tasks} tasks to finish")]
    public static partial void Draining(ILogger logger, string worker, int tasks);

    [LoggerMessage(4402, LogLevel.Information, "Worker {Worker} is needed after all and takes work again")]
    public static partial void Kept(ILogger logger, string worker);

    [LoggerMessage(4403, LogLevel.Information, "Worker {Worker} of {Executor} is idle and stopped")]
    public static partial void Stopped(ILogger logger, string worker, string executor);

    [LoggerMessage(4411, LogLevel.Information, "Worker {Worker} of {Executor} is started")]
    public static partial void Started(ILogger logger, string worker, string executor);

    [LoggerMessage(4404, LogLevel.Information, "This node decides how many workers there are (epoch {Epoch})")]
    public static partial void Holds(ILogger logger, long epoch);

    [LoggerMessage(4405, LogLevel.Warning, "Workers cannot be started or stopped: {Reason}")]
    public static partial void ExecutorFailed(ILogger logger, string reason);

    [LoggerMessage(4406, LogLevel.Warning, "A look at the workers failed; trying again")]
    public static partial void LookFailed(ILogger logger, Exception exception);

    [LoggerMessage(4407, LogLevel.Information, "Worker process {Worker} runs as {Pid}")]
    public static partial void ProcessStarted(ILogger logger, string worker, int pid);

    [LoggerMessage(4408, LogLevel.Information, "Worker process {Worker} has ended")]
    public static partial void ProcessEnded(ILogger logger, string worker);

    [LoggerMessage(4409, LogLevel.Warning, "Worker process {Worker} ended with {Code} after {Seconds} s; it is started again in {Pause} s. It said last: {Lines}")]
    public static partial void ProcessCrashed(ILogger logger, string worker, int code, double seconds, double pause, string lines);

    [LoggerMessage(4410, LogLevel.Error, "Worker process {Worker} cannot be started: {Reason}")]
    public static partial void ProcessRefused(ILogger logger, string worker, string reason);
}
