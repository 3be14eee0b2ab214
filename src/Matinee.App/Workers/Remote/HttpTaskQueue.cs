using System.Collections.Immutable;
using Matinee.App.Fleet;
using Matinee.App.Transcoding;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Matinee.App.Workers.Remote;

/// <summary>
/// <see cref="ITaskQueue"/> over HTTP. What is told of a task is told again until the lease time has passed, so that a server
/// that restarts costs nothing; a completion that was taken although its answer was lost is answered as it was.
/// </summary>
internal sealed class HttpTaskQueue(
    CoordinatorCalls calls, HeldTasks held, WorkerKeyFile file, IOptions<WorkerOptions> options, TimeProvider time, ILogger<HttpTaskQueue> logger) : ITaskQueue
{
    private static readonly TimeSpan PollFor = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan PollSlack = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan CheckWithin = TimeSpan.FromSeconds(130);
    private static readonly TimeSpan BetweenRefusals = TimeSpan.FromSeconds(10);

    private TimeSpan _leaseTime = TimeSpan.FromSeconds(30);
    private TimeSpan _beat = TimeSpan.FromSeconds(10);

    public async Task<WorkerRegistration> RegisterAsync(WorkerProfile profile, CancellationToken cancellationToken)
    {
        var known = file.Open(profile.Name);
        var token = options.Value.Token;
        calls.Credential = known.Key ?? token ?? throw new WorkerRefusedException(
            "This machine is not enrolled yet. Make a token on the server with `matinee workers token`, and start the worker with the command that it prints.");
        var abilities = profile.Abilities;
        var ask = new RegisterAsk(
            TaskWire.Protocol, known.Name, profile.Slots, abilities.FfmpegVersion, abilities.Encoders, abilities.Filters, abilities.Cores, abilities.MemoryBytes);
        while (true)
        {
            try
            {
                var answer = await calls.AskAsync(
                    new CoordinatorQuestion("api/worker/register", null, CoordinatorCalls.Usual), ask,
                    TaskWireJson.Default.RegisterAsk, TaskWireJson.Default.RegisterAnswer, cancellationToken);
                return Registered(answer ?? throw new IOException("The server did not say who this worker is."), known);
            }
            catch (CoordinatorAnswerException e) when (e.Status == 401 && known.Key is not null && token is not null && calls.Credential != token)
            {
                // The old key opens nothing any more, and the operator has given a new token.
                calls.Credential = token;
            }
            catch (CoordinatorAnswerException e)
            {
                throw new WorkerRefusedException(e.Message);
            }
            catch (IOException e)
            {
                WorkersLog.NotYet(logger, e.Message);
                await Task.Delay(Jitter.Of(BetweenRefusals), time, cancellationToken);
            }
        }
    }

    public async Task<BeatReply?> HeartbeatAsync(WorkerBeat beat, CancellationToken cancellationToken)
    {
        ImmutableArray<(TaskPulse Pulse, string? Token)> tasks = [.. beat.Tasks.Select(pulse => (pulse, held.Find(pulse.Lease)))];
        var ask = new BeatAsk(beat.Worker.Incarnation, [.. tasks.Where(t => t.Token is not null).Select(t => new BeatTask(t.Token!, t.Pulse.Frames, t.Pulse.Speed))]); // filtered
        var answer = await BeatAsync(ask, cancellationToken);
        var answers = new Queue<BeatTaskAnswer>(answer.Tasks);
        return new BeatReply(answer.Draining, answer.Order, [.. tasks.Select(task => Reply(task.Pulse.Lease, task.Token is null ? null : answers.Dequeue()))]);
    }

    public async Task<LeasedTask?> LeaseAsync(LeaseRequest request, CancellationToken cancellationToken)
    {
        var ask = new LeaseAsk(request.Worker.Incarnation, request.Light, request.First, request.Bulk, PollFor.TotalSeconds, held.Ids);
        try
        {
            var answer = await calls.AskAsync(
                new CoordinatorQuestion("api/worker/lease", null, PollFor + PollSlack), ask,
                TaskWireJson.Default.LeaseAsk, TaskWireJson.Default.LeaseAnswer, cancellationToken);
            if (answer is null)
                return null;
            held.Add(answer.Task.Lease, answer.Token);
            return answer.Task;
        }
        catch (CoordinatorAnswerException e)
        {
            throw new WorkerRefusedException(e.Message);
        }
    }

    public Task<TaskReply> ReportAsync(TaskReport report, CancellationToken cancellationToken) => TellAsync(
        report.Lease, "progress", new ProgressAsk(report.Frames, Wire(report.Outputs)), TaskWireJson.Default.ProgressAsk, cancellationToken);

    public Task<TaskReply> CompleteAsync(TaskCompletion completion, CancellationToken cancellationToken) => EndAsync(
        completion.Lease, "complete", new CompleteAsk(Wire(completion.Outputs), completion.Result, completion.CpuSeconds),
        TaskWireJson.Default.CompleteAsk, cancellationToken);

    public Task<TaskReply> FailAsync(TaskFault fault, CancellationToken cancellationToken) => EndAsync(
        fault.Lease, "fail", new FailAsk(fault.Class, fault.Code, fault.Detail, fault.CpuSeconds), TaskWireJson.Default.FailAsk, cancellationToken);

    public Task ReleaseAsync(TaskLease lease, CancellationToken cancellationToken) => EndAsync(
        lease, "release", new FailAsk(FaultClass.Worker, "", "", 0), TaskWireJson.Default.FailAsk, cancellationToken);

    public Task LeaveAsync(WorkerRegistration worker, CancellationToken cancellationToken) =>
        BeatAsync(new BeatAsk(worker.Incarnation, [], Leaving: true), cancellationToken);

    private WorkerRegistration Registered(RegisterAnswer answer, KeptIdentity known)
    {
        if (answer.Key is { } key)
        {
            file.Save(known with { Name = answer.Name, Key = key });
            calls.Credential = key;
            WorkersLog.Enrolled(logger, answer.Name, file.Path);
        }

        _leaseTime = TimeSpan.FromSeconds(answer.LeaseSeconds);
        _beat = TimeSpan.FromSeconds(answer.HeartbeatSeconds);
        return new WorkerRegistration(WorkerId.From(answer.WorkerId), answer.Incarnation) { LeaseTime = _leaseTime, HeartbeatEvery = _beat };
    }

    /// <exception cref="WorkerRefusedException">Removed, or another process has registered as this worker.</exception>
    private async Task<BeatAnswer> BeatAsync(BeatAsk ask, CancellationToken cancellationToken)
    {
        try
        {
            var question = new CoordinatorQuestion("api/worker/heartbeat", null, Shorter(CoordinatorCalls.Usual, _leaseTime / 2), _beat);
            return await calls.AskAsync(question, ask, TaskWireJson.Default.BeatAsk, TaskWireJson.Default.BeatAnswer, cancellationToken)
                ?? throw new IOException("The server did not answer the heartbeat.");
        }
        catch (CoordinatorAnswerException e)
        {
            throw new WorkerRefusedException(e.Message);
        }
    }

    private TaskReply Reply(TaskLease lease, BeatTaskAnswer? answer)
    {
        if (answer is { Reply: TaskReply.Continue, Token: var token })
        {
            if (token is not null)
                held.Renew(lease, token);
            return TaskReply.Continue;
        }

        held.Forget(lease);
        return answer?.Reply ?? TaskReply.Lost;
    }

    private async Task<TaskReply> EndAsync<TAsk>(
        TaskLease lease, string verb, TAsk ask, System.Text.Json.Serialization.Metadata.JsonTypeInfo<TAsk> asking, CancellationToken cancellationToken)
    {
        try
        {
            return await TellAsync(lease, verb, ask, asking, cancellationToken);
        }
        finally
        {
            held.Forget(lease);
        }
    }

    /// <summary>Lost, too, when nobody answers for the lease time: by then it is somebody else's.</summary>
    private async Task<TaskReply> TellAsync<TAsk>(
        TaskLease lease, string verb, TAsk ask, System.Text.Json.Serialization.Metadata.JsonTypeInfo<TAsk> asking, CancellationToken cancellationToken)
    {
        if (held.Find(lease) is not { } token)
            return TaskReply.Lost;
        try
        {
            await calls.TellAsync(new CoordinatorQuestion($"api/worker/tasks/{lease.Task}/{verb}", token, CheckWithin, _leaseTime), ask, asking, cancellationToken);
            return TaskReply.Continue;
        }
        catch (CoordinatorAnswerException e)
        {
            WorkersLog.NotTaken(logger, lease.Task.Value, e.Message);
            return e.Code == "task_cancelled" ? TaskReply.Cancel : TaskReply.Lost;
        }
        catch (IOException e)
        {
            WorkersLog.NotTaken(logger, lease.Task.Value, e.Message);
            return TaskReply.Lost;
        }
    }

    private static IReadOnlyList<WireOutput> Wire(ImmutableArray<TaskOutput> outputs) =>
        outputs.IsDefaultOrEmpty ? [] : [.. outputs.Select(o => new WireOutput(o.Kind, o.Rendition, o.Number, o.Bytes, o.Sha256))];

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
