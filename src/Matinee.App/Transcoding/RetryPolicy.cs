namespace Matinee.App.Transcoding;

/// <summary>Why an attempt came to nothing; decides whether another makes sense.</summary>
public enum FaultClass
{
    /// <summary>The source itself: every attempt would fail alike.</summary>
    Input,

    /// <summary>This worker: its disk, its memory, its ffmpeg.</summary>
    Worker,

    /// <summary>What lies between: the store, the network, a hang.</summary>
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

/// <summary>Four attempts from 5 s with backoff and jitter. Lost leases, which are nobody's fault, are counted apart.</summary>
internal static class RetryPolicy
{
    /// <param name="failures">Of this task, this one included.</param>
    /// <param name="jitter">From 0 up to 1: spreads the tasks that one outage failed together.</param>
    public static RetryDecision AfterFailure(FaultClass fault, int failures, double jitter, TranscodingOptions options)
    {
        if (fault == FaultClass.Input || failures > options.RetryAttempts)
            return default;
        var doubled = options.RetryDelay * Math.Pow(2, Math.Min(failures - 1, 30));
        var capped = doubled < options.LongestRetryDelay ? doubled : options.LongestRetryDelay;
        return new(capped * (0.75 + jitter / 2));
    }
}
