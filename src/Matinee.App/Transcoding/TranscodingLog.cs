using Microsoft.Extensions.Logging;

namespace Matinee.App.Transcoding;

/// <summary>Event ids 4000 to 4099.</summary>
internal static partial class TranscodingLog
{
    [LoggerMessage(4000, LogLevel.Information, "Task {Task} ({Kind} {Index} of video {Video}) was leased, attempt {Attempt}")]
    public static partial void TaskStarted(ILogger logger, string task, string kind, int index, string video, int attempt);

    [LoggerMessage(4001, LogLevel.Information, "Task {Task} ({Kind} {Index} of video {Video}) is committed after {CpuSeconds:0.00} CPU seconds")]
    public static partial void TaskCompleted(ILogger logger, string task, string kind, int index, string video, double cpuSeconds);

    [LoggerMessage(4002, LogLevel.Warning, "Task {Task} ({Kind} {Index} of video {Video}) failed with {Code}: {Detail} (another attempt: {WillRetry})")]
    public static partial void TaskFailed(ILogger logger, string task, string kind, int index, string video, string code, string detail, bool willRetry);

    [LoggerMessage(4003, LogLevel.Information, "Task {Task} ({Kind} {Index} of video {Video}) was taken back undone; lost {Lost} times")]
    public static partial void LeaseLost(ILogger logger, string task, string kind, int index, string video, int lost);

    [LoggerMessage(4004, LogLevel.Information, "Job {Job} of video {Video} is complete after {Seconds:0.0} s, {Speed:0.0} times as fast as it plays")]
    public static partial void JobCompleted(ILogger logger, string job, string video, double seconds, double speed);

    [LoggerMessage(4005, LogLevel.Warning, "Job {Job} of video {Video} is {State}: {Code}: {Detail}")]
    public static partial void JobStopped(ILogger logger, string job, string video, string state, string code, string detail);

    [LoggerMessage(4006, LogLevel.Error, "Job {Job} could not be advanced; it is tried again")]
    public static partial void StepFailed(ILogger logger, string job, Exception exception);

    [LoggerMessage(4007, LogLevel.Error, "A sweep of {Loop} failed; it is tried again")]
    public static partial void SweepFailed(ILogger logger, string loop, Exception exception);

    [LoggerMessage(4008, LogLevel.Information, "Retention removed {Objects} objects and {Plans} retired plans")]
    public static partial void Swept(ILogger logger, int objects, int plans);

    [LoggerMessage(4009, LogLevel.Error, "The queue could not be looked at; those who wait are told to ask again")]
    public static partial void DispatchFailed(ILogger logger, Exception exception);

    [LoggerMessage(4010, LogLevel.Warning, "Task {Task} could not be given back; its lease will run out")]
    public static partial void GiveBackFailed(ILogger logger, string task, Exception exception);

    [LoggerMessage(4011, LogLevel.Information, "No coordinator was there for a while: {Leases} leases are lengthened once")]
    public static partial void LeasesGraced(ILogger logger, int leases);

    [LoggerMessage(4012, LogLevel.Warning, "Worker {Worker} is put aside for {Minutes:0} minutes: {Failures} parts in a row failed there that others completed")]
    public static partial void WorkerQuarantined(ILogger logger, string worker, int failures, double minutes);
}
