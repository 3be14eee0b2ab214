using System.Collections.Concurrent;
using Matinee.App.Fleet;
using Matinee.App.Storage;
using Matinee.App.Transcoding;
using Matinee.Media.Ffmpeg;
using Matinee.Media.Probing;
using Matinee.Processes;
using Microsoft.Extensions.Logging;

namespace Matinee.App.Workers;

/// <summary>Runs leased tasks, each in a folder of its own below <c>DATA/work</c>, and tells the coordinator how they end.</summary>
internal sealed class TaskRunner(
    ITaskQueue queue, ITaskFiles files, Workbench bench, WorkerMeters meters, TimeProvider time, ILogger<TaskRunner> logger)
{
    private readonly string _root = bench.Folder;
    private readonly ConcurrentDictionary<TaskLease, TaskRun> _runs = new();

    /// <summary>Where tasks write.</summary>
    public long FreeBytes => new DriveInfo(_root).AvailableFreeSpace;

    /// <summary>Chunks in hand that have less to do than a first one.</summary>
    public int NearlyDone => _runs.Values.Count(run => run.IsNearlyDone);

    /// <summary>What a killed process left behind. Call before the first task.</summary>
    public void ClearFolders()
    {
        Directory.CreateDirectory(_root);
        foreach (var folder in Directory.EnumerateDirectories(_root))
            Directory.Delete(folder, recursive: true);
    }

    /// <summary>Runs one task to its end, whatever that is. Throws only when the coordinator cannot be reached.</summary>
    public async Task RunAsync(LeasedTask task, FfmpegRun ffmpeg)
    {
        var folder = Path.Combine(_root, $"{task.Lease.Task.Value}-{task.Lease.Epoch}");
        using var run = new TaskRun(task, folder, queue, time);
        _runs[task.Lease] = run;
        meters.Began();
        WorkersLog.Began(logger, task.Lease.Task.Value, task.Kind.Word(), task.Index, task.Attempt);
        var outcome = "broken";
        try
        {
            outcome = await AttemptAsync(run, ffmpeg);
        }
        catch (OperationCanceledException) when (run.Stopped.IsCancellationRequested)
        {
            outcome = await StoppedAsync(run);
        }
        finally
        {
            _runs.TryRemove(task.Lease, out _);
            if (Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
            meters.Ended(outcome.Split(' ')[0]);
            WorkersLog.Ended(logger, task.Lease.Task.Value, task.Kind.Word(), task.Index, outcome, run.Elapsed.TotalSeconds);
        }
    }

    /// <summary>Keeps the leases of all that runs; what is lost or cancelled stops.</summary>
    public async Task<BeatReply?> BeatAsync(WorkerRegistration worker, CancellationToken cancellationToken)
    {
        TaskRun[] runs = [.. _runs.Values];
        var sent = time.GetTimestamp();
        var reply = await queue.HeartbeatAsync(new WorkerBeat(worker, [.. runs.Select(run => run.Pulse)]), cancellationToken);
        foreach (var (run, answer) in runs.Zip(reply?.Replies ?? []))
        {
            if (answer == TaskReply.Continue)
            {
                run.Kept(sent);
                continue;
            }

            WorkersLog.Stopped(logger, run.Task.Lease.Task.Value, answer == TaskReply.Cancel ? "its job was cancelled" : "its lease has ended");
            await run.LoseAsync();
        }

        return reply;
    }

    /// <summary>Stops what was not kept for the lease time, for by then it is another's; and what stands still.</summary>
    public async Task WatchAsync(TimeSpan? leaseTime)
    {
        foreach (var run in _runs.Values)
        {
            if (run.SinceKept > leaseTime)
            {
                WorkersLog.LeasePassed(logger, run.Task.Lease.Task.Value);
                await run.LoseAsync();
            }
            else if (run.StandsStillFor(bench.Options.StallTimeout))
            {
                WorkersLog.Stalled(logger, run.Task.Lease.Task.Value, bench.Options.StallTimeout.TotalSeconds);
                await run.StallAsync();
            }
        }
    }

    /// <summary>Nothing of it is wanted any more.</summary>
    public Task LoseAllAsync() => Task.WhenAll(_runs.Values.Select(run => run.LoseAsync()));

    /// <summary>Gives tasks back undone; each ends soon after.</summary>
    public Task ReleaseAsync(Func<TaskRun, bool> which) => Task.WhenAll(_runs.Values.Where(which).Select(run => run.ReleaseAsync()));

    private async Task<string> AttemptAsync(TaskRun run, FfmpegRun ffmpeg)
    {
        var outcome = await WorkAsync(run, ffmpeg);
        run.Stopped.ThrowIfCancellationRequested();
        switch (outcome)
        {
            case WorkOutcome.WorkDone done:
                var reply = await queue.CompleteAsync(new TaskCompletion(run.Task.Lease, done.Outputs, done.Result, done.CpuSeconds), CancellationToken.None);
                return reply == TaskReply.Continue ? "done" : "refused";
            case WorkOutcome.WorkFailed failed:
                await queue.FailAsync(new TaskFault(run.Task.Lease, failed.Class, failed.Code, failed.Detail, failed.CpuSeconds), CancellationToken.None);
                return $"failed ({failed.Code})";
            default:
                throw new InvalidOperationException($"An attempt does not end with {outcome}.");
        }
    }

    private async Task<string> StoppedAsync(TaskRun run)
    {
        if (run.IsStalled)
        {
            await queue.FailAsync(
                new TaskFault(run.Task.Lease, FaultClass.Worker, "stalled", $"No frame for {bench.Options.StallTimeout.TotalSeconds:0} seconds.", 0), CancellationToken.None);
            return "stalled";
        }

        if (run.IsLost)
            return "lost";
        await queue.ReleaseAsync(run.Task.Lease, CancellationToken.None);
        return "released";
    }

    /// <summary>What breaks here is this machine's, not the video's: the disk, the store, the program.</summary>
    private async Task<WorkOutcome> WorkAsync(TaskRun run, FfmpegRun ffmpeg)
    {
        try
        {
            await using var source = await files.OpenAsync(run.Task, run.Stopped);
            if (source is null)
                return new WorkOutcome.WorkFailed(FaultClass.Input, "source_missing", "The uploaded file is not in the store any more.", 0);
            run.Begin(source.Media);
            return await DoAsync(run, ffmpeg, run.Stopped);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ChildStartException)
        {
            WorkersLog.AttemptBroke(logger, run.Task.Lease.Task.Value, e.Message);
            return e is IOException full and not StoreFullException && DiskErrors.IsFull(full)
                ? new WorkOutcome.WorkFailed(FaultClass.Worker, "worker_disk_full", e.Message, 0)
                : new WorkOutcome.WorkFailed(FaultClass.Infrastructure, "worker_broken", e.Message, 0);
        }
    }

    private Task<WorkOutcome> DoAsync(TaskRun run, FfmpegRun ffmpeg, CancellationToken cancellationToken)
    {
        var encode = new EncodeWork(ffmpeg, files, time);
        var pictures = new PictureWork(ffmpeg, files);
        var probe = new ProbeWork(new Prober(ffmpeg, time), ffmpeg.Tool);
        if (run.Task is { Kind: TaskKind.File, File: { } order })
            return new FileWork(ffmpeg, files, new Prober(ffmpeg, time)).EncodeAsync(run, order, cancellationToken);
        return (run.Task.Kind, run.Task.Plan) switch
        {
            (TaskKind.Probe, _) => probe.ProbeAsync(run, cancellationToken),
            (TaskKind.Scan, _) when run.Task.Probe is { } found => probe.ScanAsync(run, found, cancellationToken),
            (TaskKind.VideoChunk, { } plan) => encode.ChunkAsync(run, plan, cancellationToken),
            (TaskKind.Audio, { } plan) => encode.SoundAsync(run, plan, cancellationToken),
            (TaskKind.Poster, { } plan) => pictures.PosterAsync(run, plan, cancellationToken),
            (TaskKind.Storyboard, { } plan) => pictures.StoryboardAsync(run, plan, cancellationToken),
            (TaskKind.Subtitle, { } plan) => pictures.SubtitleAsync(run, plan, cancellationToken),
            _ => throw new InvalidOperationException($"Task {run.Task.Lease.Task} of kind {run.Task.Kind} came without what it needs."),
        };
    }
}
