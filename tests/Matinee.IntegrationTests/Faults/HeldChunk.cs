using System.Diagnostics;
using Dapper;
using Matinee.App.Database;
using Matinee.Testing.Fleet;
using Xunit;

namespace Matinee.IntegrationTests.Faults;

/// <summary>A chunk of the picture in the hands of a worker: one attempt, under one epoch.</summary>
internal sealed record HeldChunk(string Task, long Epoch, int Attempt, string Worker)
{
    public static Task<IReadOnlyList<HeldChunk>> ListAsync(ICatalogueDatabase catalogue, CancellationToken cancellationToken) =>
        catalogue.ReadAsync<IReadOnlyList<HeldChunk>>(async connection =>
        [
            .. (await connection.QueryAsync<(string Task, long Epoch, int Attempt, string Worker)>("""
                SELECT a.task_id, a.epoch, a.attempt, w.name FROM task_attempts a
                JOIN tasks t ON t.id = a.task_id JOIN workers w ON w.id = a.worker_id
                WHERE a.outcome = 'running' AND t.kind = 'video_chunk'
                """)).Select(r => new HeldChunk(r.Task, r.Epoch, r.Attempt, r.Worker)),
        ], cancellationToken);

    public async Task<bool> IsAsync(ICatalogueDatabase catalogue, string outcome, CancellationToken cancellationToken) =>
        await OutcomeAsync(catalogue, cancellationToken) == outcome;

    /// <summary>Waits until the lease is over, while its worker stands still.</summary>
    /// <returns>False when it was completed after all: the result was on its way before the worker stopped, and came in time.</returns>
    public async Task<bool> UntilTakenAwayAsync(ICatalogueDatabase catalogue, TimeSpan patience, CancellationToken cancellationToken)
    {
        var waited = Stopwatch.StartNew();
        while (await IsAsync(catalogue, "running", cancellationToken))
        {
            Assert.True(waited.Elapsed < patience, $"After {patience} the attempt of {Worker} at {Task} is still its own.");
            await System.Threading.Tasks.Task.Delay(100, cancellationToken);
        }

        return await OutcomeAsync(catalogue, cancellationToken) != "completed";
    }

    /// <summary>Waits until the worker has let go of it: its folder of the attempt is gone. It must not have ended as completed.</summary>
    public async Task UntilGivenUpAsync(ICatalogueDatabase catalogue, WorkerProcess worker, TimeSpan patience, CancellationToken cancellationToken)
    {
        var folder = Path.Combine(worker.DataFolder, "work", $"{Task}-{Epoch}");
        var waited = Stopwatch.StartNew();
        while (Directory.Exists(folder))
        {
            Assert.True(waited.Elapsed < patience, $"{Worker} still holds {folder}:\n{worker.Output}");
            await System.Threading.Tasks.Task.Delay(100, cancellationToken);
        }

        Assert.NotEqual("completed", await OutcomeAsync(catalogue, cancellationToken));
    }

    /// <summary>Segments that viewers are given of this very attempt.</summary>
    public Task<long> PublishedAsync(ICatalogueDatabase catalogue, CancellationToken cancellationToken) =>
        catalogue.ReadAsync(connection => connection.ExecuteScalarAsync<long>(
            "SELECT COUNT(*) FROM segments WHERE task_id = @task AND object_key LIKE @keys", new { task = Task, keys = $"%-{Attempt}-%" }), cancellationToken);

    private Task<string?> OutcomeAsync(ICatalogueDatabase catalogue, CancellationToken cancellationToken) =>
        catalogue.ReadAsync(connection => connection.ExecuteScalarAsync<string?>(
            "SELECT outcome FROM task_attempts WHERE task_id = @task AND epoch = @epoch", new { task = Task, epoch = Epoch }), cancellationToken);
}
