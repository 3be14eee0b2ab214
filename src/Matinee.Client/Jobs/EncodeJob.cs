namespace Matinee.Client.Jobs;

/// <summary>An encode: the ladder of a video, or one file.</summary>
/// <param name="VideoId">Empty where the input was an object.</param>
/// <param name="State"><c>pending</c>, <c>queued</c>, <c>running</c>, <c>retrying</c>, <c>completed</c>, <c>failed</c> or <c>cancelled</c>.</param>
/// <param name="Progress">0 to 1.</param>
/// <param name="Tasks">Null in lists.</param>
/// <param name="Stats">Null until it is completed.</param>
public sealed record EncodeJob(
    string Id, string VideoId, string State, double Progress, int CompletedTasks, int TotalTasks, string Priority, int PlanVersion,
    DateTimeOffset CreatedAt, DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt, JobFailure? Failure, IReadOnlyList<JobTask>? Tasks, JobStats? Stats)
{
    /// <summary>False where the job makes one file.</summary>
    public bool Segmented { get; init; } = true;

    public string? Input { get; init; }

    public JobParams? Params { get; init; }

    public string? Affinity { get; init; }

    /// <summary>The file of a completed simple job; null before, and when its time is over.</summary>
    public JobOutput? Output { get; init; }

    /// <summary>Seconds that are left, roughly; null while nothing is known.</summary>
    public double? EtaSeconds { get; init; }

    /// <summary>Nothing more will happen unless it is retried.</summary>
    public bool HasEnded => State is "completed" or "failed" or "cancelled";
}

/// <param name="Sha256">64 lower-case hex digits.</param>
/// <param name="ExpiresAt">Kept until then.</param>
public sealed record JobOutput(string Name, long Bytes, string Sha256, string Url, DateTimeOffset ExpiresAt);

/// <summary>One piece of work, done by one worker at a time.</summary>
/// <param name="Kind"><c>probe</c>, <c>scan</c>, <c>video_chunk</c>, <c>audio</c>, <c>storyboard</c>, <c>poster</c>, <c>subtitle</c>, <c>finalize</c> or <c>file</c>.</param>
/// <param name="Attempt">Counts from 1; 0 before the first.</param>
public sealed record JobTask(string Id, string Kind, int Index, string State, int Attempt, string? WorkerId, double Progress, JobFailure? Failure);

/// <summary>One try at a task.</summary>
/// <param name="Worker">Its name, while it is known.</param>
/// <param name="Outcome"><c>running</c>, <c>completed</c>, <c>failed</c>, <c>lost</c>, <c>released</c> or <c>cancelled</c>.</param>
public sealed record TaskAttempt(
    int Attempt, string WorkerId, string? Worker, string Outcome, JobFailure? Failure, double? CpuSeconds, long? BytesOut,
    DateTimeOffset StartedAt, DateTimeOffset? FinishedAt);

/// <summary>Why it failed, readable.</summary>
public sealed record JobFailure(string Code, string Detail, string? Title);

/// <summary>What a completed job took.</summary>
/// <param name="TotalTime">Seconds from the first lease to the end.</param>
/// <param name="Speed">Seconds of video for a second of it.</param>
/// <param name="CostPerMinute">CPU minutes for a minute of video.</param>
/// <param name="BytesIn">Of the source.</param>
/// <param name="BytesOut">Of everything published.</param>
/// <param name="WorkersUsed">That completed a part of it.</param>
/// <param name="Retries">Failed attempts that were tried again.</param>
/// <param name="TimeToPlayable">Seconds from the job's beginning.</param>
public sealed record JobStats(
    double TotalTime, int TaskCount, double CpuSeconds, double Speed, double CostPerMinute, long BytesIn, long BytesOut, double DurationSeconds,
    int WorkersUsed, long Retries, long LostLeases, double? TimeToPlayable);
