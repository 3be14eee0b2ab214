using System.Text.Json;
using Matinee.App.Transcoding.Orders;

namespace Matinee.App.Transcoding;

/// <summary>Rows to wire forms.</summary>
internal static class JobView
{
    /// <summary>For lists, without the tasks.</summary>
    public static JobJsonShape Of(JobRow job, TaskCounts? counts, DateTimeOffset now) =>
        Of(job, counts?.Completed ?? 0, counts?.Total ?? 0, counts is { TotalFrames: > 0, Settled: true } ? (double)counts.Frames / counts.TotalFrames : 0, null, now);

    public static JobJsonShape Of(JobRow job, IReadOnlyList<TaskRow> tasks, DateTimeOffset now)
    {
        var settled = job.IsFile || tasks.Any(task => task.TaskKind == TaskKind.Finalize);
        var counted = tasks.Where(task => settled && task.TaskKind is TaskKind.VideoChunk or TaskKind.File).ToArray();
        if (counted.Length == 0)
            counted = [.. tasks.Where(task => settled && task.TaskKind == TaskKind.Audio)];
        var total = counted.Sum(task => task.TotalFrames);
        var done = counted.Sum(task => task.Progress * task.TotalFrames);
        return Of(job, tasks.Count(task => task.State == "completed"), tasks.Count, total > 0 ? done / total : 0, [.. tasks.Select(Of)], now);
    }

    private static TaskJson Of(TaskRow task) => new(
        task.Id, task.Kind, task.Idx, task.PublicState, task.Attempt, task.LeaseOwner, Math.Round(task.Progress, 4),
        task.FailureCode is null ? null : new FailureJson(task.FailureCode, task.FailureDetail ?? ""));

    private static JobJsonShape Of(JobRow job, int completed, int total, double progress, IReadOnlyList<TaskJson>? tasks, DateTimeOffset now) => new(
        job.Id, job.VideoId, job.State, job.State == "completed" ? 1 : Math.Round(Math.Min(progress, 0.99), 4), completed, total,
        JobPriority.Word(job.Priority), job.PlanVersion, Moment(job.CreatedAt), Moment(job.StartedAt), Moment(job.FinishedAt),
        job.Failure is { } failure ? new FailureJson(failure.Code, failure.Detail, failure.Title) : null, tasks,
        job.Stats is null ? null : JsonSerializer.Deserialize(job.Stats, JobJson.Default.JobStatsJson), !job.IsFile,
        job.Input.Length > 0 ? job.Input : job.VideoId, job.IsOrdered ? JobParams.Read(job.Params) : null, job.Affinity, OutputOf(job), EtaOf(job, progress, now));

    private static JobOutputJson? OutputOf(JobRow job) =>
        job is { State: "completed", OutputKey: not null, OutputBytes: { } bytes, OutputExpiresAt: { } expires }
            ? new JobOutputJson(job.OutputName ?? "output", bytes, job.OutputSha256 ?? "", $"/api/jobs/{job.Id}/output", Moment(expires))
            : null;

    /// <summary>At the pace so far, which is all that one row knows.</summary>
    private static double? EtaOf(JobRow job, double progress, DateTimeOffset now) =>
        job is { FinishedAt: null, StartedAt: { } started } && progress is > 0.02 and < 1
            ? Math.Round(Math.Max(0, (now - Moment(started)).TotalSeconds) / progress * (1 - progress), 1)
            : null;

    private static DateTimeOffset Moment(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    private static DateTimeOffset? Moment(long? milliseconds) => milliseconds is { } at ? Moment(at) : null;
}
