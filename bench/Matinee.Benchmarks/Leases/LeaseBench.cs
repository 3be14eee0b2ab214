using System.Collections.Concurrent;
using System.Diagnostics;
using Dapper;
using Matinee.App.Database;
using Matinee.App.Fleet;
using Matinee.App.Http;
using Matinee.App.Library;
using Matinee.App.Nodes;
using Matinee.App.Storage;
using Matinee.App.Transcoding;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Matinee.Benchmarks.Leases;

/// <summary>A coordinator on a real catalogue with a thousand workers that wait, as the server composes it, without the web.</summary>
internal sealed class LeaseBench : IAsyncDisposable
{
    private const string Encoder = "libx264/5";
    private const string Job = "j0000000000000001";

    private readonly IHost _host;
    private readonly string _folder;
    private readonly ConcurrentDictionary<string, long> _ready = [];
    private readonly ConcurrentBag<double> _latencies = [];
    private readonly CancellationTokenSource _stop = new();
    private Task[] _pollers = [];
    private int _given;

    private LeaseBench(IHost host, string folder) => (_host, _folder) = (host, folder);

    public int Given => Volatile.Read(ref _given);

    public static LeaseBench Open(ICatalogueDatabase catalogue)
    {
        var folder = Directory.CreateTempSubdirectory("matinee-leases-").FullName;
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddSingleton(catalogue);
        builder.Services.AddSingleton<IObjectStore>(new LocalObjectStore(Path.Combine(folder, "objects")));
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(new NodeIdentity("bench", TimeProvider.System.GetUtcNow(), folder));
        builder.Services.AddSingleton(new ClusterSecret(new byte[32]));
        builder.Services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Error));
        builder.Services.AddMetrics();
        builder.Services.AddLibrary();
        builder.Services.AddFleet();
        builder.Services.AddTranscoding();
        return new LeaseBench(builder.Build(), folder);
    }

    public async Task PrepareAsync(int workers, int tasks)
    {
        var now = Get<ICatalogueDatabase>().Dialect.Now;
        await WriteAsync($"INSERT INTO jobs (id, video_id, owner_id, state, priority, plan_version, source_key, source_bytes, created_at) VALUES (@id, 'v0000000000000001', 'u0000000000000001', 'running', 50, 1, 'sources/x/source', 1, {now})", new { id = Job });
        await WriteAsync($"INSERT INTO workers (id, name, incarnation, slots, registered_at, last_heartbeat) VALUES (@id, @id, 1, 4, {now}, {now} + 86400000)",
            Enumerable.Range(0, workers).Select(n => new { id = WorkerName(n) }));
        await WriteAsync("INSERT INTO worker_encoders (worker_id, encoder_key, codec, frames_per_second, hardware) VALUES (@id, @key, 'h264', 100, 0)",
            Enumerable.Range(0, workers).Select(n => new { id = WorkerName(n), key = Encoder }));
        await WriteAsync($"""
            INSERT INTO tasks (id, job_id, video_id, owner_id, plan_version, kind, idx, lane, state, priority, rank, depends_on, attempt,
              lease_epoch, not_before, progress_frames, total_frames, fail_count, lost_count, required_caps, cost_est, created_at)
            VALUES (@id, @job, 'v0000000000000001', @owner, 1, 'video_chunk', @n, 'bulk', 'waiting', 50, @n, 1, 0, 0, 0, 0, 100, 0, 0, @caps, 1, {now})
            """, Enumerable.Range(0, tasks).Select(n => new { id = TaskName(n), job = Job, owner = $"u000000000000000{n % 5}", n, caps = Encoder }));
    }

    /// <summary>All workers ask, and ask again as soon as they have something, without doing it.</summary>
    public void Poll(int workers)
    {
        var queue = Get<ITaskQueue>();
        _pollers = [.. Enumerable.Range(0, workers).Select(n => Task.Run(async () =>
        {
            var worker = new WorkerRegistration(new WorkerId(WorkerName(n)), 1);
            while (!_stop.IsCancellationRequested)
            {
                try
                {
                    if (await queue.LeaseAsync(new LeaseRequest(worker, 4, 1, 4, TimeSpan.FromSeconds(25)), _stop.Token) is { } task)
                    {
                        if (_ready.TryGetValue(task.Lease.Task.Value, out var ready))
                            _latencies.Add(Stopwatch.GetElapsedTime(ready).TotalMilliseconds);
                        Interlocked.Increment(ref _given);
                    }
                }
                catch (OperationCanceledException)
                {
                    return;
                }
            }
        }))];
    }

    /// <summary>Makes tasks ready, so many at a time, with a pause between; then waits until all are given out.</summary>
    /// <returns>Milliseconds from the commit that made a task ready to its worker having it.</returns>
    public async Task<IReadOnlyList<double>> ReleaseAsync(int from, int count, int atOnce, TimeSpan pause)
    {
        _latencies.Clear();
        var before = Given;
        for (var n = from; n < from + count; n += atOnce)
        {
            string[] names = [.. Enumerable.Range(n, atOnce).Select(TaskName)];
            await WriteAsync("UPDATE tasks SET state = 'ready', depends_on = 0 WHERE idx >= @first AND idx < @end AND state = 'waiting'", new { first = n, end = n + atOnce });
            // The clock of the latency starts once the task is there for anybody to see.
            var now = Stopwatch.GetTimestamp();
            foreach (var name in names)
                _ready[name] = now;
            Get<TaskSignals>().WorkArrived();
            if (pause > TimeSpan.Zero)
                await Task.Delay(pause);
        }

        while (Given - before < count)
            await Task.Delay(5);
        return [.. _latencies.Order()];
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_pollers);
        _host.Dispose();
        _stop.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static string TaskName(int n) => $"t{n:0000000000000000}";

    private static string WorkerName(int n) => $"w{n:0000000000000000}";

    private T Get<T>() where T : notnull => _host.Services.GetRequiredService<T>();

    private Task<int> WriteAsync(string sql, object values) => Get<ICatalogueDatabase>().WriteGuardedAsync(
        (connection, transaction) => connection.ExecuteAsync(sql, values, transaction), CancellationToken.None);
}
