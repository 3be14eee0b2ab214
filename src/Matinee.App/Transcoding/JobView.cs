using System.Text.Json;

namespace Matinee.App.Transcoding;

/// <summary>Rows to wire forms.</summary>
internal static class JobView
{
    /// <summary>For lists, without the tasks.</summary>
    public static JobJsonShape Of(JobRow job, TaskCounts? counts) =>
        Of(job, counts?.Completed ?? 0, counts?.Total ?? 0, counts is { TotalFrames: > 0, Settled: true } ? (double)counts.Frames / counts.TotalFrames : 0, null);

    public static JobJsonShape Of(JobRow job, IReadOnlyList<TaskRow> tasks)
    {
        var settled = tasks.Any(task => task.TaskKind == TaskKind.Finalize);
        var counted = tasks.Where(task => settled && task.TaskKind == TaskKind.VideoChunk).ToArray();
        if (counted.Length == 0)
            counted = [.. tasks.Where(task => settled && task.TaskKind == TaskKind.Audio)];
        var total = counted.Sum(task => task.TotalFrames);
        var done = counted.Sum(task => task.Progress * task.TotalFrames);
        return Of(job, tasks.Count(task => task.State == "completed"), tasks.Count, total > 0 ? done / total : 0, [.. tasks.Select(Of)]);
    }

    private static TaskJson Of(TaskRow task) => new(
        task.Id, task.Kind, task.Idx, task.PublicState, task.Attempt, task.LeaseOwner, Math.Round(task.Progress, 4),
        task.FailureCode is null ? null : new FailureJson(task.FailureCode, task.FailureDetail ?? ""));

    private static JobJsonShape Of(JobRow job, int completed, int total, double progress, IReadOnlyList<TaskJson>? tasks) => new(
        job.Id, job.VideoId, job.State, job.State == "completed" ? 1 : Math.Round(Math.Min(progress, 0.99), 4), completed, total,
        JobPriority.Word(job.Priority), job.PlanVersion, Moment(job.CreatedAt), Moment(job.StartedAt), Moment(job.FinishedAt),
        job.Failure is { } failure ? new FailureJson(failure.Code, failure.Detail, failure.Title) : null, tasks,
        job.Stats is null ? null : JsonSerializer.Deserialize(job.Stats, JobJson.Default.JobStatsJson));

    private static DateTimeOffset Moment(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    private static DateTimeOffset? Moment(long? milliseconds) => milliseconds is { } at ? Moment(at) : null;
}
