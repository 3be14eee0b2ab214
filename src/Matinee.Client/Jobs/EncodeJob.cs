namespace Matinee.Client.Jobs;

/// <summary>The encode of one video.</summary>
/// <param name="State"><c>pending</c>, <c>queued</c>, <c>running</c>, <c>retrying</c>, <c>completed</c>, <c>failed</c> or <c>cancelled</c>.</param>
/// <param name="Progress">0 to 1.</param>
/// <param name="Tasks">Null in lists.</param>
/// <param name="Stats">Null until it is completed.</param>
public sealed record EncodeJob(
    string Id, string VideoId, string State, double Progress, int CompletedTasks, int TotalTasks, string Priority, int PlanVersion,
    DateTimeOffset CreatedAt, DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt, JobFailure? Failure, IReadOnlyList<JobTask>? Tasks, JobStats? Stats)
{
    /// <summary>Nothing more will happen unless it is retried.</summary>
    public bool HasEnded => State is "completed" or "failed" or "cancelled";
}

/// <summary>One piece of work, done by one worker at a time.</summary>
/// <param name="Kind"><c>probe</c>, <c>scan</c>, <c>video_chunk</c>, <c>audio</c>, <c>storyboard</c>, <c>poster</c>, <c>subtitle</c> or <c>finalize</c>.</param>
/// <param name="Attempt">Counts from 1; 0 before the first.</param>
public sealed record JobTask(string Id, string Kind, int Index, string State, int Attempt, string? WorkerId, double Progress, JobFailure? Failure);

/// <summary>Why it failed, readable.</summary>
public sealed record JobFailure(string Code, string Detail, string? Title);

/// <summary>What a completed job took.</summary>
/// <param name="TotalTime">Seconds from the first lease to the end.</param>
/// <param name="Speed">Seconds of video for a second of it.</param>
/// <param name="TimeToPlayable">Seconds from the job's beginning.</param>
public sealed record JobStats(
    double TotalTime, int TaskCount, double CpuSeconds, double Speed, double CpuPerSecond, long Bytes, double DurationSeconds,
    long Retries, long LostLeases, double? TimeToPlayable);

/// <summary>Something that happened to a job.</summary>
/// <param name="Name">Such as <c>TaskCompleted</c> or <c>JobCompleted</c>.</param>
/// <param name="Id">To resume after; null where the server gives none.</param>
/// <param name="Data">The event as JSON.</param>
public sealed record JobEvent(string Name, string? Id, string Data);
