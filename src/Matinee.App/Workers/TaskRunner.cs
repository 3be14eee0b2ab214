using System.Collections.Concurrent;
using Matinee.App.Fleet;
using Matinee.App.Nodes;
using Matinee.App.Transcoding;
using Matinee.Media.Ffmpeg;
using Matinee.Media.Probing;
using Matinee.Processes;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Matinee.App.Workers;

/// <summary>Runs leased tasks, each in a folder of its own below <c>DATA/work</c>, and tells the coordinator how they end.</summary>
internal sealed class TaskRunner(
    ITaskQueue queue, ITaskFiles files, NodeIdentity node, IOptions<WorkerOptions> options, TimeProvider time, ILogger<TaskRunner> logger)
{
    private readonly string _root = Path.Combine(node.DataFolder, "work");
    private readonly ConcurrentDictionary<TaskLease, TaskRun> _runs = new();

    /// <summary>What this worker registers as.</summary>
    public string WorkerName => options.Value.Name ?? NodeId;

    public string NodeId => node.Id;

    /// <summary>What a killed process left behind. Call before the first task.</summary>
    public void ClearFolders()
    {
        Directory.CreateDirectory(_root);
        foreach (var folder in Directory.EnumerateDirectories(_root))
            Directory.Delete(folder, recursive: true);
    }

    /// <summary>Runs one task to its end, whatever that is. Throws only when the coordinator cannot be reached.</summary>
    /// <param name="release">Give the task back.</param>
    public async Task RunAsync(LeasedTask task, FfmpegRun ffmpeg, CancellationToken release)
    {
        if (await files.SourceAsync(task, release) is not { } source)
        {
            await queue.FailAsync(new TaskFault(task.Lease, FaultClass.Input, "source_missing", "The uploaded file is not in the store any more.", 0), release);
            return;
        }

        var folder = Path.Combine(_root, $"{task.Lease.Task.Value}-{task.Lease.Epoch}");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(release);
        var run = new TaskRun(task, source, folder, queue, time, stop);
        _runs[task.Lease] = run;
        try
        {
            Directory.CreateDirectory(folder);
            await AttemptAsync(run, ffmpeg);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            if (!run.Lost)
                await queue.ReleaseAsync(task.Lease, CancellationToken.None);
        }
        finally
        {
            _runs.TryRemove(task.Lease, out _);
            if (Directory.Exists(folder))
                Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Keeps the leases of all that runs; what is lost or cancelled stops.</summary>
    public async Task<BeatReply?> BeatAsync(WorkerRegistration worker, CancellationToken cancellationToken)
    {
        TaskRun[] runs = [.. _runs.Values];
        var reply = await queue.HeartbeatAsync(new WorkerBeat(worker, [.. runs.Select(run => run.Pulse)]), cancellationToken);
        foreach (var (run, answer) in runs.Zip(reply?.Replies ?? []))
        {
            if (answer != TaskReply.Continue)
                await run.LoseAsync();
        }

        return reply;
    }

    /// <summary>True when every task under way is expected to end soon.</summary>
    public bool EndsSoon => _runs.Values.All(run => run.Remaining is { } left ? left <= options.Value.ShutdownGrace : run.ExpectedFrames == 0);

    private async Task AttemptAsync(TaskRun run, FfmpegRun ffmpeg)
    {
        var outcome = await WorkAsync(run, ffmpeg);
        run.Stopped.ThrowIfCancellationRequested();
        if (outcome is WorkOutcome.WorkDone done)
            await queue.CompleteAsync(new TaskCompletion(run.Task.Lease, done.Outputs, done.Result, done.CpuSeconds), CancellationToken.None);
        else if (outcome is WorkOutcome.WorkFailed failed)
            await queue.FailAsync(new TaskFault(run.Task.Lease, failed.Class, failed.Code, failed.Detail, failed.CpuSeconds), CancellationToken.None);
    }

    /// <summary>What breaks here is this machine's, not the video's: the disk, the store, the program.</summary>
    private async Task<WorkOutcome> WorkAsync(TaskRun run, FfmpegRun ffmpeg)
    {
        try
        {
            return await DoAsync(run, ffmpeg, run.Stopped);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ChildStartException)
        {
            WorkersLog.AttemptBroke(logger, run.Task.Lease.Task.Value, e);
            return new WorkOutcome.WorkFailed(FaultClass.Infrastructure, "worker_broken", e.Message, 0);
        }
    }

    private Task<WorkOutcome> DoAsync(TaskRun run, FfmpegRun ffmpeg, CancellationToken cancellationToken)
    {
        var encode = new EncodeWork(ffmpeg, files, time);
        var pictures = new PictureWork(ffmpeg, files);
        var probe = new ProbeWork(new Prober(ffmpeg, time), ffmpeg.Tool);
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
