using System.Data.Common;
using System.Text.Json;
using Dapper;
using Matinee.App.Library;

namespace Matinee.App.Transcoding.Events;

/// <summary>
/// Writes events in the transaction of what they tell: whatever is committed is told once, and what is rolled back never
/// was. Listeners are woken after the commit, by <see cref="JobEventFeed.Wake"/>.
/// </summary>
internal static class JobEventLog
{
    /// <summary>All in one statement: tasks are given out by the dozen.</summary>
    public static Task<int> StartedAsync(DbConnection connection, DbTransaction transaction, IReadOnlyList<TaskRow> tasks, CancellationToken cancellationToken)
    {
        var values = new DynamicParameters();
        for (var i = 0; i < tasks.Count; i++)
        {
            var task = tasks[i];
            values.Add($"job{i}", task.JobId);
            values.Add($"owner{i}", task.OwnerId);
            values.Add($"json{i}", JsonSerializer.Serialize(
                new TaskStartedEvent(task.JobId, task.Id, task.Kind, task.Idx, task.LeaseOwner ?? "", task.Attempt), EventJson.Default.TaskStartedEvent));
        }

        return connection.ExecuteAsync(new CommandDefinition(
            $"INSERT INTO job_events (job_id, owner_id, name, data) VALUES {string.Join(", ", tasks.Select((_, i) => $"(@job{i}, @owner{i}, 'TaskStarted', @json{i})"))}",
            values, transaction, cancellationToken: cancellationToken));
    }

    /// <param name="epoch">Of the attempt that completed it.</param>
    public static async Task CompletedAsync(
        DbConnection connection, DbTransaction transaction, TaskRow task, long epoch, double cpuSeconds, CancellationToken cancellationToken) =>
        await AppendAsync(connection, transaction, task, "TaskCompleted", JsonSerializer.Serialize(
            new TaskCompletedEvent(
                task.JobId, task.Id, task.Kind, task.Idx, await WorkerAsync(connection, transaction, task, epoch, cancellationToken), task.Attempt,
                new TaskResultJson(Math.Round(cpuSeconds, 3), task.TotalFrames)), EventJson.Default.TaskCompletedEvent), cancellationToken);

    /// <param name="epoch">Of the attempt that failed.</param>
    public static async Task FailedAsync(
        DbConnection connection, DbTransaction transaction, TaskRow task, long epoch, string code, string detail, CancellationToken cancellationToken) =>
        await AppendAsync(connection, transaction, task, "TaskFailed", JsonSerializer.Serialize(
            new TaskFailedEvent(
                task.JobId, task.Id, task.Kind, task.Idx, await WorkerAsync(connection, transaction, task, epoch, cancellationToken), task.Attempt,
                new FailureJson(code, detail), task.State is not ("failed" or "cancelled")), EventJson.Default.TaskFailedEvent), cancellationToken);

    public static Task JobCompletedAsync(DbConnection connection, DbTransaction transaction, JobRow job, JobStatsJson? stats, CancellationToken cancellationToken) =>
        AppendAsync(connection, transaction, job.Id, job.OwnerId, "JobCompleted", JsonSerializer.Serialize(
            new JobCompletedEvent(job.Id, job.VideoId, stats), EventJson.Default.JobCompletedEvent), cancellationToken);

    public static Task JobStoppedAsync(
        DbConnection connection, DbTransaction transaction, JobRow job, string state, VideoFailure failure, CancellationToken cancellationToken) =>
        AppendAsync(connection, transaction, job.Id, job.OwnerId, state == "cancelled" ? "JobCancelled" : "JobFailed", JsonSerializer.Serialize(
            new JobFailedEvent(job.Id, job.VideoId, new FailureJson(failure.Code, failure.Detail, failure.Title)), EventJson.Default.JobFailedEvent), cancellationToken);

    public static Task WorkerAsync(
        DbConnection connection, DbTransaction transaction, string name, string worker, string workerName, CancellationToken cancellationToken) =>
        AppendAsync(connection, transaction, "", "", name, JsonSerializer.Serialize(
            new WorkerEvent(worker, workerName), EventJson.Default.WorkerEvent), cancellationToken);

    private static Task<int> AppendAsync(
        DbConnection connection, DbTransaction transaction, TaskRow task, string name, string json, CancellationToken cancellationToken) =>
        AppendAsync(connection, transaction, task.JobId, task.OwnerId, name, json, cancellationToken);

    private static Task<int> AppendAsync(
        DbConnection connection, DbTransaction transaction, string job, string owner, string name, string json, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(new CommandDefinition(
            "INSERT INTO job_events (job_id, owner_id, name, data) VALUES (@job, @owner, @name, @json)",
            new { job, owner, name, json }, transaction, cancellationToken: cancellationToken));

    private static async Task<string> WorkerAsync(
        DbConnection connection, DbTransaction transaction, TaskRow task, long epoch, CancellationToken cancellationToken) =>
        await connection.QuerySingleOrDefaultAsync<string>(new CommandDefinition(
            "SELECT worker_id FROM task_attempts WHERE task_id = @id AND epoch = @epoch", new { id = task.Id, epoch }, transaction, cancellationToken: cancellationToken)) ?? "";
}
