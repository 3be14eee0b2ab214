using System.Collections.Immutable;
using Matinee.App.Fleet;
using Matinee.App.Transcoding.Leasing;

namespace Matinee.App.Transcoding;

/// <summary>The coordinator's side of <see cref="ITaskQueue"/>: rows of the catalogue, and wakes for those who wait in memory.</summary>
internal sealed class TaskQueue(
    LeaseStore leases, WorkerStore workers, TaskPublication publication, LeaseDesk desk, TaskNews news) : ITaskQueue
{
    public async Task<WorkerRegistration> RegisterAsync(WorkerProfile profile, CancellationToken cancellationToken) =>
        await workers.RegisterAsync(profile, WorkerEntry.InNode, cancellationToken) is RegisterOutcome.Registered { Worker: var worker }
            ? worker with { HeartbeatEvery = null } // a call in this process costs next to nothing
            : throw new InvalidOperationException($"The worker {profile.Name} of this node was refused by it.");

    public async Task<BeatReply?> HeartbeatAsync(WorkerBeat beat, CancellationToken cancellationToken)
    {
        var (worker, kept) = await leases.BeatAsync(beat, workers, cancellationToken);
        if (worker is null)
            return null;
        var replies = ImmutableArray.CreateBuilder<TaskReply>(beat.Tasks.Length);
        foreach (var (progress, held) in beat.Tasks.Zip(kept))
            replies.Add(held ? TaskReply.Continue : await publication.WhyNotAsync(progress.Lease, cancellationToken));

        return new BeatReply(worker.State != "active", worker.OrderMode, replies.MoveToImmutable());
    }

    public Task<LeasedTask?> LeaseAsync(LeaseRequest request, CancellationToken cancellationToken) => desk.LeaseAsync(request, cancellationToken);

    public async Task<TaskReply> ReportAsync(TaskReport report, CancellationToken cancellationToken)
    {
        if (report.Outputs.IsDefaultOrEmpty)
        {
            return await leases.KeepAsync(report.Lease, report.Frames, cancellationToken)
                ? TaskReply.Continue
                : await publication.WhyNotAsync(report.Lease, cancellationToken);
        }

        return await publication.PublishAsync(report, cancellationToken);
    }

    public Task<TaskReply> CompleteAsync(TaskCompletion completion, CancellationToken cancellationToken) =>
        publication.CompleteAsync(completion, cancellationToken);

    public Task<TaskReply> FailAsync(TaskFault fault, CancellationToken cancellationToken) => publication.FailAsync(fault, cancellationToken);

    public async Task ReleaseAsync(TaskLease lease, CancellationToken cancellationToken)
    {
        if (await leases.ReleaseAsync(lease, cancellationToken) is { } task)
            news.Lost(task);
    }

    public Task LeaveAsync(WorkerRegistration worker, CancellationToken cancellationToken) => workers.LeaveAsync(worker, cancellationToken);
}
