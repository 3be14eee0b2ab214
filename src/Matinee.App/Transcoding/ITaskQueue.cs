using Matinee.App.Fleet;

namespace Matinee.App.Transcoding;

/// <summary>
/// All that a worker may ask of the coordinator. Every call names the lease's epoch: whoever holds an older one is told
/// <see cref="TaskReply.Lost"/> and changes nothing. A task may run more than once; it is published once.
/// Times are judged by the database's clock alone.
/// </summary>
internal interface ITaskQueue
{
    /// <summary>
    /// Makes the worker known. The same name keeps its id and becomes a new incarnation: leases of the old one end at once,
    /// so that a restarted worker's tasks need not wait for the lease time.
    /// </summary>
    Task<WorkerRegistration> RegisterAsync(WorkerProfile profile, CancellationToken cancellationToken);

    /// <summary>
    /// Every few seconds, busy or not: keeps the leases of the tasks it names and tells their progress. Null: unknown or
    /// replaced by a newer incarnation; register again.
    /// </summary>
    Task<BeatReply?> HeartbeatAsync(WorkerBeat beat, CancellationToken cancellationToken);

    /// <summary>
    /// The best task for the free lanes, waiting up to <see cref="LeaseRequest.Patience"/> for one; null when none came, or
    /// the same worker asked again meanwhile. Throws when cancelled before there was a task; a task that was given out just
    /// then is returned all the same, and the caller runs it or releases it.
    /// </summary>
    Task<LeasedTask?> LeaseAsync(LeaseRequest request, CancellationToken cancellationToken);

    /// <summary>Extends the lease, tells the progress, and publishes outputs that are finished before the task is.</summary>
    Task<TaskReply> ReportAsync(TaskReport report, CancellationToken cancellationToken);

    /// <summary>
    /// Checks the outputs and commits them with the task in one transaction. Refused outputs count as a failed attempt.
    /// </summary>
    Task<TaskReply> CompleteAsync(TaskCompletion completion, CancellationToken cancellationToken);

    /// <summary>The attempt failed; the coordinator decides whether there is another.</summary>
    Task<TaskReply> FailAsync(TaskFault fault, CancellationToken cancellationToken);

    /// <summary>Gives the task back undone, as a draining worker does; not a failure.</summary>
    Task ReleaseAsync(TaskLease lease, CancellationToken cancellationToken);

    /// <summary>The worker ends, and holds nothing any more; without this its silence says so later.</summary>
    Task LeaveAsync(WorkerRegistration worker, CancellationToken cancellationToken);
}
