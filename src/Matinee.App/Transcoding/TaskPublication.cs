using System.Collections.Immutable;
using System.Security.Cryptography;
using Matinee.App.Storage;
using Matinee.App.Transcoding.Orders;

namespace Matinee.App.Transcoding;

/// <summary>Takes outputs in: checks them, commits them, and tells the world; or counts a failed attempt.</summary>
internal sealed class TaskPublication(
    TaskBriefs briefs, OutputCheck check, TaskCommit commit, LeaseStore leases, TaskNews news, IObjectStore objects)
{
    public async Task<TaskReply> PublishAsync(TaskReport report, CancellationToken cancellationToken)
    {
        if (await briefs.HeldAsync(report.Lease, cancellationToken) is not { } task)
            return await WhyNotAsync(report.Lease, cancellationToken);
        report = report with { Outputs = await NewOfAsync(report.Outputs, cancellationToken) };
        var checkedOutputs = await CheckAsync(task, report.Outputs, null, final: false, cancellationToken);
        if (checkedOutputs is CheckOutcome.Refused refused)
            return await FailAsync(Fault(report.Lease, refused, 0), cancellationToken);
        var outcome = await commit.PublishAsync(report, ((CheckOutcome.Accepted)checkedOutputs).Outputs, cancellationToken);
        await ForgetAsync(outcome.Redundant, cancellationToken);
        if (outcome.Task is null)
            return await WhyNotAsync(report.Lease, cancellationToken);
        news.Published(outcome.Task);
        return TaskReply.Continue;
    }

    public async Task<TaskReply> CompleteAsync(TaskCompletion completion, CancellationToken cancellationToken)
    {
        if (await briefs.HeldAsync(completion.Lease, cancellationToken) is not { } task)
            return await LateAsync(completion, cancellationToken);
        completion = completion with { Outputs = await NewOfAsync(completion.Outputs, cancellationToken) };
        var checkedOutputs = await CheckAsync(task, completion.Outputs, completion.Result, final: true, cancellationToken);
        if (checkedOutputs is CheckOutcome.Refused refused)
            return await FailAsync(Fault(completion.Lease, refused, completion.CpuSeconds), cancellationToken);
        var outcome = await commit.CompleteAsync(completion, ((CheckOutcome.Accepted)checkedOutputs).Outputs, cancellationToken);
        if (outcome.Task is null)
            return await LateAsync(completion, cancellationToken);
        await ForgetAsync(outcome.Redundant, cancellationToken);
        news.Completed(outcome.Task, outcome.Took, completion.CpuSeconds);
        return TaskReply.Continue;
    }

    public async Task<TaskReply> FailAsync(TaskFault fault, CancellationToken cancellationToken)
    {
        // 31 bits of chance are plenty to spread retries.
        var jitter = RandomNumberGenerator.GetInt32(int.MaxValue) / (double)int.MaxValue;
        if (await leases.FailAsync(fault, jitter, cancellationToken) is not { } task)
            return await WhyNotAsync(fault.Lease, cancellationToken);
        news.Failed(task, fault);
        return TaskReply.Lost;
    }

    /// <summary>Cancelled by somebody, or simply another's now.</summary>
    public async Task<TaskReply> WhyNotAsync(TaskLease lease, CancellationToken cancellationToken) =>
        (await briefs.FindAsync(lease.Task, cancellationToken))?.State == "cancelled" ? TaskReply.Cancel : TaskReply.Lost;

    /// <summary>The same completion again, because its answer was lost, is answered as it was; anything else is too late.</summary>
    private async Task<TaskReply> LateAsync(TaskCompletion completion, CancellationToken cancellationToken)
    {
        if (await briefs.IsCompletedAsync(completion.Lease, cancellationToken))
            return TaskReply.Continue;
        await ForgetAsync(completion.Outputs, cancellationToken);
        return await WhyNotAsync(completion.Lease, cancellationToken);
    }

    /// <summary>Without those that a report published whose answer was lost.</summary>
    private async Task<ImmutableArray<TaskOutput>> NewOfAsync(ImmutableArray<TaskOutput> outputs, CancellationToken cancellationToken)
    {
        var known = await briefs.ReferredAsync(outputs, cancellationToken);
        return known.Count == 0 ? outputs : outputs.RemoveAll(output => known.Contains(output.Key.Value));
    }

    private async Task<CheckOutcome> CheckAsync(
        TaskRow task, ImmutableArray<TaskOutput> outputs, string? result, bool final, CancellationToken cancellationToken)
    {
        if (task.TaskKind == TaskKind.File)
            return await FileCheck.CheckAsync(objects, task, outputs, result, final, cancellationToken);
        if (task.TaskKind is TaskKind.Probe or TaskKind.Scan)
            return outputs.IsEmpty ? new CheckOutcome.Accepted([]) : new CheckOutcome.Refused("verify_outputs", "A probe has no outputs.");
        var (plan, prior) = await briefs.PlanAsync(task, cancellationToken);
        return await check.CheckAsync(task, plan, prior, outputs, final, cancellationToken);
    }

    // Nobody refers to them; what a crash leaves here, the retention sweep finds.
    private async Task ForgetAsync(ImmutableArray<TaskOutput> outputs, CancellationToken cancellationToken)
    {
        foreach (var output in await NewOfAsync(outputs, cancellationToken))
            await objects.DeleteAsync(output.Key, cancellationToken);
    }

    private static TaskFault Fault(TaskLease lease, CheckOutcome.Refused refused, double cpuSeconds) =>
        new(lease, FaultClass.Verification, refused.Code, refused.Detail, cpuSeconds);
}
