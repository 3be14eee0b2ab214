using Matinee.App.Accounts;

namespace Matinee.App.Transcoding.Events;

/// <param name="Position">Null for what is not stored: progress, which the next look tells anew.</param>
/// <param name="Job">Empty for what happens to workers.</param>
/// <param name="Owner">Empty: for administrators alone.</param>
/// <param name="Name">TaskStarted, TaskProgress, TaskCompleted, TaskFailed, JobCompleted, JobFailed, JobCancelled, WorkerJoined or WorkerLost.</param>
/// <param name="Json">What the listener is given.</param>
internal sealed record JobEvent(EventPosition? Position, string Job, string Owner, string Name, string Json);

/// <summary>Whose events somebody listens to: one job's, one owner's, or all when both are null.</summary>
internal sealed record EventScope(JobId? Job, UserId? Owner)
{
    public static readonly EventScope All = new(null, null);

    public static EventScope Of(JobId job) => new(job, null);

    public static EventScope Of(UserId owner) => new(null, owner);

    public bool Covers(JobEvent happened) =>
        (Job is not { } job || job.Value == happened.Job) && (Owner is not { } owner || owner.Value == happened.Owner);
}
