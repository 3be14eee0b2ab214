using System.Net;
using Matinee.App.Accounts;
using Matinee.App.Fleet;
using Matinee.App.Transcoding;
using Matinee.App.Transcoding.Leasing;

namespace Matinee.App.Dispatch;

/// <summary>Lets workers in, hands them tasks, hears that they live.</summary>
internal sealed class WorkerDesk(WorkerStore workers, ITaskQueue queue, WorkerLeases leases, TaskGrants grants)
{
    private const int MostPlaces = 256;

    /// <param name="returning">The worker whose key it came with; null for an enrolment token.</param>
    public async Task<(RegisterOutcome Outcome, string Name, string? Key)> RegisterAsync(
        RegisterAsk ask, WorkerRow? returning, IPAddress? address, CancellationToken cancellationToken)
    {
        var key = returning is null ? SecretToken.New(WorkerCaller.KeyPrefix) : null;
        var name = returning?.Name ?? ask.Name;
        var profile = new WorkerProfile(name, ask.Slots, AbilitiesOf(ask), address?.ToString() ?? "");
        var entry = new WorkerEntry(key is null ? returning?.KeyHash : SecretToken.Hash(key), IsReturn: key is null);
        return (await workers.RegisterAsync(profile, entry, cancellationToken), name, key);
    }

    public Task<WorkerRow?> FindAsync(WorkerId id, CancellationToken cancellationToken) => workers.FindAsync(id, cancellationToken);

    /// <summary>Null when no task came within its patience.</summary>
    public async Task<LeaseAnswer?> LeaseAsync(WorkerId worker, LeaseAsk ask, CancellationToken cancellationToken)
    {
        await leases.ReleaseUnknownAsync(worker, ask.Holding.ToHashSet(StringComparer.Ordinal), cancellationToken);
        var patience = TimeSpan.FromSeconds(Math.Clamp(ask.WaitSeconds, 0, TaskWire.LongestPoll.TotalSeconds));
        var request = new LeaseRequest(new WorkerRegistration(worker, ask.Incarnation), Places(ask.Light), Places(ask.First), Places(ask.Bulk), patience);
        return await queue.LeaseAsync(request, cancellationToken) is { } task
            ? new LeaseAnswer(task, grants.Sign(TaskGrant.Of(worker, task)))
            : null;
    }

    /// <summary>The answer did not reach the worker: it does not know of the task, and need not be waited for.</summary>
    public Task TakeBackAsync(LeaseAnswer undelivered) => queue.ReleaseAsync(undelivered.Task.Lease, CancellationToken.None);

    /// <summary>Null when this start of the worker was replaced.</summary>
    public async Task<BeatAnswer?> HeartbeatAsync(WorkerId worker, BeatAsk ask, CancellationToken cancellationToken)
    {
        var registration = new WorkerRegistration(worker, ask.Incarnation);
        var asked = ask.Tasks.Select(task => (Task: task, Grant: grants.Read(task.Token) is { } grant && grant.Worker == worker ? grant : null)).ToArray();
        var known = asked.Where(task => task.Grant is not null).Select(task => new TaskPulse(task.Grant!.Lease, task.Task.Frames, task.Task.Speed)); // filtered
        if (await queue.HeartbeatAsync(new WorkerBeat(registration, [.. known]), cancellationToken) is not { } reply)
            return null;
        if (ask.Leaving)
            await workers.LeaveAsync(registration, cancellationToken);
        var replies = new Queue<TaskReply>(reply.Replies);
        return new BeatAnswer(reply.Draining, reply.Order, [.. asked.Select(task => task.Grant is { } grant
            ? Answer(replies.Dequeue(), grant)
            : new BeatTaskAnswer(TaskReply.Lost, null))]);
    }

    private BeatTaskAnswer Answer(TaskReply reply, TaskGrant grant) => new(reply, reply == TaskReply.Continue ? grants.Sign(grant) : null);

    private static int Places(int said) => Math.Clamp(said, 0, MostPlaces);

    private static WorkerAbilities AbilitiesOf(RegisterAsk ask) => new(
        ask.FfmpegVersion, [.. ask.Encoders], [.. ask.Filters], ask.Cores, ask.MemoryBytes);
}
