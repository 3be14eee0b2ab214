using System.Text.Json.Serialization;

namespace Matinee.App.Transcoding;

/// <summary>Why an attempt came to nothing; decides whether another makes sense, and where.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FaultClass>))]
public enum FaultClass
{
    /// <summary>The source itself: every attempt would fail alike.</summary>
    Input,

    /// <summary>This worker: its disk, its memory, its ffmpeg, or that it got nowhere.</summary>
    Worker,

    /// <summary>What lies between: the store, the network.</summary>
    Infrastructure,

    /// <summary>It said it was done, and its output says otherwise.</summary>
    Verification,
}

/// <summary>Whether and when a task is tried again.</summary>
/// <param name="Delay">Null: not again.</param>
public readonly record struct RetryDecision(TimeSpan? Delay)
{
    public bool WillRetry => Delay is not null;
}

/// <summary>
/// Four attempts from 5 s with backoff and jitter; fewer when three workers agree that it cannot be done. Lost leases, which
/// are nobody's fault, are counted apart.
/// </summary>
internal static class RetryPolicy
{
    /// <summary>Workers whose own failures make a task poison.</summary>
    public const int WorkersThatAgree = 3;

    /// <summary>Faults that say something of the worker: it is avoided, and it is held against it if others do better.</summary>
    public static bool IsTheWorkers(FaultClass fault) => fault is FaultClass.Worker or FaultClass.Verification;

    /// <param name="failures">Of this task, this one included.</param>
    /// <param name="workers">That have failed it by faults of theirs, this one included.</param>
    /// <param name="jitter">From 0 up to 1: spreads the tasks that one outage failed together.</param>
    public static RetryDecision AfterFailure(FaultClass fault, int failures, int workers, double jitter, TranscodingOptions options)
    {
        if (fault == FaultClass.Input || failures > options.RetryAttempts || (IsTheWorkers(fault) && workers >= WorkersThatAgree))
            return default;
        var doubled = options.RetryDelay * Math.Pow(2, Math.Min(failures - 1, 30));
        var capped = doubled < options.LongestRetryDelay ? doubled : options.LongestRetryDelay;
        return new(capped * (0.75 + jitter / 2));
    }
}
