using System.Globalization;
using Matinee.Client.Jobs;

namespace Matinee.Server.Verbs;

/// <summary>Events for a pipe or a log: one a line, the name first.</summary>
internal static class EventLines
{
    public static async Task WriteAsync(JobsClient jobs, string? id, CancellationToken cancellationToken)
    {
        await foreach (var happened in jobs.WatchAsync(id, null, cancellationToken))
        {
            Console.Out.WriteLine(Line(happened));
            await Console.Out.FlushAsync(cancellationToken);
        }
    }

    public static string Line(JobEvent happened)
    {
        if (happened.ReadSnapshot() is { } job)
            return $"JobSnapshot {job.Id} {job.State} {job.CompletedTasks} of {job.TotalTasks} tasks";
        var news = happened.Read();
        var what = happened.Name switch
        {
            "TaskStarted" => $"on {news.WorkerId}, attempt {news.Attempt}",
            "TaskProgress" => string.Create(CultureInfo.InvariantCulture, $"{news.Progress:P0} on {news.WorkerId} at {news.FramesPerSecond:0.0} frames/s"),
            "TaskCompleted" => $"on {news.WorkerId}",
            "TaskFailed" => $"on {news.WorkerId}: {news.Error?.Code}: {OneLine(news.Error?.Detail)}{(news.WillRetry == true ? " (tried again)" : "")}",
            "JobCompleted" when news.Stats is { } s => string.Create(CultureInfo.InvariantCulture, $"{s.TaskCount} tasks in {s.TotalTime:0.0} s, {s.Speed:0.0}x"),
            "JobFailed" or "JobCancelled" => $"{news.Failure?.Code}: {OneLine(news.Failure?.Detail)}",
            "WorkerJoined" or "WorkerLost" => $"{news.WorkerId} {news.Name}",
            _ => "",
        };
        var task = news.Kind is null ? "" : $" {news.Kind} {news.Index}";
        return $"{happened.Name}{(news.JobId is { } id ? " " + id : "")}{task} {what}".TrimEnd();
    }

    private static string OneLine(string? text) => (text ?? "").ReplaceLineEndings(" ");
}
