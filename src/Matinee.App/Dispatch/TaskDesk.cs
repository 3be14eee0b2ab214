using System.Collections.Immutable;
using System.Text.Json;
using Matinee.App.Transcoding;
using Microsoft.Extensions.Logging;

namespace Matinee.App.Dispatch;

/// <summary>Takes what a worker says of a task, gives the outputs their keys, and passes it on.</summary>
internal sealed class TaskDesk(ITaskQueue queue, TaskGrants grants, ILogger<TaskDesk> logger)
{
    private const int LongestCode = 64;
    private const int LongestDetail = 8 * 1024;

    public Task<TaskReply> ProgressAsync(TaskGrant grant, ProgressAsk ask, CancellationToken cancellationToken) =>
        queue.ReportAsync(new TaskReport(grant.Lease, ask.Frames, Keyed(grant, ask.Outputs)), cancellationToken);

    public Task<TaskReply> CompleteAsync(TaskGrant grant, CompleteAsk ask, CancellationToken cancellationToken)
    {
        var cpu = Math.Max(0, ask.CpuSeconds);
        if (grant.Kind is not (TaskKind.Probe or TaskKind.Scan) || IsResult(ask.Result))
            return queue.CompleteAsync(new TaskCompletion(grant.Lease, Keyed(grant, ask.Outputs), ask.Result, cpu), cancellationToken);
        // It would be read again and again by whoever advances the job.
        DispatchLog.Refused(logger, grant.Task.Value, grant.Worker.Value, "it is no result of a probe");
        return queue.FailAsync(new TaskFault(grant.Lease, FaultClass.Verification, "verify_result", "The result cannot be read.", cpu), cancellationToken);
    }

    public Task FailAsync(TaskGrant grant, FailAsk ask, CancellationToken cancellationToken) => queue.FailAsync(
        new TaskFault(grant.Lease, ask.Class, Cut(ask.Code, LongestCode), Cut(ask.Detail, LongestDetail), Math.Max(0, ask.CpuSeconds)), cancellationToken);

    public Task ReleaseAsync(TaskGrant grant, CancellationToken cancellationToken) => queue.ReleaseAsync(grant.Lease, cancellationToken);

    private ImmutableArray<TaskOutput> Keyed(TaskGrant grant, IReadOnlyList<WireOutput> outputs) =>
        [.. outputs.Select(o => new TaskOutput(o.Kind, o.Rendition, o.Number, grants.KeyOf(grant, o.Kind, o.Rendition, o.Number), o.Bytes, o.Sha256))];

    private static bool IsResult(string? text)
    {
        try
        {
            return text is not null && JsonSerializer.Deserialize(text, JobJson.Default.ProbeResult) is not null;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static string Cut(string text, int length) => text.Length <= length ? text : text[..length];
}
