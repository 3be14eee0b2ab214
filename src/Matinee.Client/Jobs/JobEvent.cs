using System.Text.Json;

namespace Matinee.Client.Jobs;

/// <summary>Something that happened to a job, or to a worker.</summary>
/// <param name="Name">
/// <c>TaskStarted</c>, <c>TaskProgress</c>, <c>TaskCompleted</c>, <c>TaskFailed</c>, <c>JobCompleted</c>, <c>JobFailed</c>, <c>JobCancelled</c>,
/// <c>WorkerJoined</c> or <c>WorkerLost</c>; <c>JobSnapshot</c> where a stream of one job begins.
/// </param>
/// <param name="Id">Of the last event that is stored: watching again after it misses nothing and repeats nothing.</param>
/// <param name="Data">The event as JSON.</param>
public sealed record JobEvent(string Name, string? Id, string Data)
{
    /// <summary>The data with names; what an event has not is null.</summary>
    public JobNews Read() => JsonSerializer.Deserialize(Data, JobsJson.Default.JobNews) ?? new JobNews();

    /// <summary>The job as it was when the stream began; null in every other event.</summary>
    public EncodeJob? ReadSnapshot() => Name == "JobSnapshot" ? JsonSerializer.Deserialize(Data, JobsJson.Default.EncodeJob) : null;
}

/// <summary>The fields of all events together.</summary>
public sealed record JobNews
{
    public string? JobId { get; init; }

    public string? VideoId { get; init; }

    public string? TaskId { get; init; }

    public string? Kind { get; init; }

    public int? Index { get; init; }

    public string? WorkerId { get; init; }

    /// <summary>Of a worker.</summary>
    public string? Name { get; init; }

    public int? Attempt { get; init; }

    /// <summary>0 to 1, of the task.</summary>
    public double? Progress { get; init; }

    public long? Frames { get; init; }

    public long? TotalFrames { get; init; }

    public double? FramesPerSecond { get; init; }

    /// <summary>Why a task failed.</summary>
    public JobFailure? Error { get; init; }

    /// <summary>Why a job failed.</summary>
    public JobFailure? Failure { get; init; }

    /// <summary>Another attempt follows.</summary>
    public bool? WillRetry { get; init; }

    public JobStats? Stats { get; init; }
}
