using Dapper;
using Matinee.App.Database;
using Matinee.App.Fleet;
using Matinee.App.Transcoding;
using Matinee.Testing.Time;
using Xunit;

namespace Matinee.IntegrationTests.Transcoding.Leasing;

/// <summary>Workers and tasks on a real catalogue, without ffmpeg: what is leased is ended by hand.</summary>
internal static class LeaseStage
{
    private const string Encoder = "libx264/5";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static Task<WorkerRegistration> RegisterAsync(this TranscodingHost host, string name, int slots = 2) => host.Get<ITaskQueue>().RegisterAsync(
        new WorkerProfile(name, slots, new WorkerAbilities("5", [new WorkerEncoder(Encoder, "h264", 100, false)], [], 2, 0)), Stop);

    public static Task<LeasedTask?> PollAsync(this TranscodingHost host, WorkerRegistration worker, TimeSpan patience = default, int bulk = 2) =>
        host.Get<ITaskQueue>().LeaseAsync(new LeaseRequest(worker, 4, 1, bulk, patience), Stop);

    public static async Task<LeasedTask> LeaseAsync(this TranscodingHost host, WorkerRegistration worker) =>
        await host.PollAsync(worker, Patient.Limit) ?? throw new InvalidOperationException("There was no task to lease.");

    /// <summary>A job that has been looked at, with ordinary chunks of 100 frames to do.</summary>
    public static async Task<JobRow> ChunksAsync(this TranscodingHost host, int chunks, int priority = JobPriority.Normal, string owner = "u0000000000000000")
    {
        var job = await host.BeginAsync(await host.UploadAsync(owner), priority);
        await host.SqlAsync("UPDATE tasks SET state = 'completed' WHERE job_id = @id", new { id = job.Id });
        await host.Get<JobStore>().AddTasksAsync(
            job, [.. Enumerable.Range(0, chunks).Select(n => new NewTask(TaskKind.VideoChunk, n, new TaskPlace(TaskLane.Bulk, 0, n), 100, Encoder, 1))], Stop);
        return job;
    }

    public static Task<TaskReply> FailAsync(this TranscodingHost host, LeasedTask task, FaultClass fault = FaultClass.Worker, string detail = "last words of stderr") =>
        host.Get<ITaskQueue>().FailAsync(new TaskFault(task.Lease, fault, fault == FaultClass.Verification ? "verify_boxes" : "ffmpeg_failed", detail, 1), Stop);

    /// <summary>Past the check of the outputs, which needs media.</summary>
    public static Task<CommitOutcome> CommitAsync(this TranscodingHost host, TaskLease lease) =>
        host.Get<TaskCommit>().CompleteAsync(new TaskCompletion(lease, [], null, 1), [], Stop);

    public static Task<TaskReply> ReportAsync(this TranscodingHost host, TaskLease lease, long frames) =>
        host.Get<ITaskQueue>().ReportAsync(new TaskReport(lease, frames, []), Stop);

    public static async Task<TaskRow> TaskAsync(this TranscodingHost host, TaskId id) =>
        await host.Get<TaskBriefs>().FindAsync(id, Stop) ?? throw new InvalidOperationException($"Task {id} is gone.");

    public static Task<int> SqlAsync(this TranscodingHost host, string sql, object? values = null) => host.Get<ICatalogueDatabase>().WriteAsync(
        (connection, transaction) => connection.ExecuteAsync(new CommandDefinition(sql, values, transaction, cancellationToken: Stop)), Stop);

    public static Task<T?> ScalarAsync<T>(this TranscodingHost host, string sql, object? values = null) => host.Get<ICatalogueDatabase>().ReadAsync(
        connection => connection.ExecuteScalarAsync<T>(new CommandDefinition(sql, values, cancellationToken: Stop)), Stop);

    /// <summary>As though this had been done so much longer ago: the database's clock cannot be moved, its rows can.</summary>
    public static Task<int> AgeAsync(this TranscodingHost host, int seconds) => host.SqlAsync("""
        UPDATE tasks SET leased_at = leased_at - @ms, last_progress_at = last_progress_at - @ms, finished_at = finished_at - @ms,
          rival_leased_at = rival_leased_at - @ms, rival_progress_at = rival_progress_at - @ms, not_before = not_before - @ms
        """, new { ms = seconds * 1000L });
}
