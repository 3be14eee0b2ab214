using System.Collections.Concurrent;
using Matinee.App.Fleet;
using Matinee.App.Nodes;
using Matinee.App.Transcoding;
using Matinee.Media.Ffmpeg;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Matinee.App.Workers;

/// <summary>Fills its lanes with leased tasks until it is told to stop; then finishes what ends soon and gives back the rest.</summary>
internal sealed class TranscodeWorker(
    ITaskQueue queue, TaskRunner runner, NodeExit exit, IOptions<WorkerOptions> options, TimeProvider time, ILogger<TranscodeWorker> logger)
    : BackgroundService
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LookForFfmpegEvery = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan AfterFault = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan GivingBack = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<TaskLease, Task> _running = new();
    private volatile TaskCompletionSource _freed = NewSignal();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var slots = options.Value.Slots ?? Environment.ProcessorCount;
        if (slots == 0)
            return;
        using var hold = exit.Hold(options.Value.ShutdownGrace + GivingBack);
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, exit.Leaving);
        using var release = new CancellationTokenSource();
        using var idle = new CancellationTokenSource();
        var beating = Task.CompletedTask;
        try
        {
            runner.ClearFolders();
            var ffmpeg = new FfmpegRun(await FindFfmpegAsync(leaving.Token));
            var worker = await RegisterAsync(ffmpeg.Tool, slots, leaving.Token);
            beating = BeatAsync(worker, idle.Token);
            await FillAsync(worker, new LaneSlots(slots), ffmpeg, release.Token, leaving.Token);
        }
        catch (OperationCanceledException) when (leaving.IsCancellationRequested)
        {
            // The ordinary end.
        }

        await DrainAsync(release);
        await idle.CancelAsync();
        await beating.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task<FfmpegTool> FindFfmpegAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                var tool = await FfmpegTool.LocateAsync(options.Value.FfmpegPath, options.Value.FfprobePath, cancellationToken);
                if (!tool.IsolatesNetwork)
                    WorkersLog.NetworkNotIsolated(logger);
                return tool;
            }
            catch (FfmpegMissingException e)
            {
                WorkersLog.NoFfmpeg(logger, e.Message, LookForFfmpegEvery.TotalSeconds);
                await Task.Delay(LookForFfmpegEvery, time, cancellationToken);
            }
        }
    }

    private async Task<WorkerRegistration> RegisterAsync(FfmpegTool tool, int slots, CancellationToken cancellationToken)
    {
        var worker = await queue.RegisterAsync(Profile(tool, slots), cancellationToken);
        WorkersLog.Ready(logger, worker.Id.Value, slots, tool.Version);
        return worker;
    }

    private WorkerProfile Profile(FfmpegTool tool, int slots)
    {
        var encoder = new WorkerEncoder(EncoderKeys.Of(tool.Version), "h264", 0, Hardware: false);
        var abilities = new WorkerAbilities(tool.Version, [encoder], [], Environment.ProcessorCount, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);
        return new WorkerProfile(runner.WorkerName, slots, abilities, $"node:{runner.NodeId}");
    }

    private async Task FillAsync(WorkerRegistration worker, LaneSlots lanes, FfmpegRun ffmpeg, CancellationToken release, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            var freed = _freed.Task;
            var (light, first, bulk) = lanes.Free;
            using var changed = CancellationTokenSource.CreateLinkedTokenSource(stopping);
            // A place that becomes free while waiting is asked for at once.
            var leasing = LeaseAsync(new LeaseRequest(worker, light, first, bulk, Patience), changed.Token, stopping);
            if (await Task.WhenAny(leasing, freed) == freed)
                await changed.CancelAsync();
            if (await leasing is { } task)
                Start(task, lanes, ffmpeg, release);
        }
    }

    /// <summary>Null when nothing came, or the wait was called off before a task was taken.</summary>
    private async Task<LeasedTask?> LeaseAsync(LeaseRequest request, CancellationToken calledOff, CancellationToken stopping)
    {
        try
        {
            return await queue.LeaseAsync(request, calledOff);
        }
        catch (OperationCanceledException) when (calledOff.IsCancellationRequested && !stopping.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception e) when (e is System.Data.Common.DbException or IOException)
        {
            WorkersLog.LeaseBroke(logger, e);
            await Task.Delay(AfterFault, time, stopping);
            return null;
        }
    }

    private void Start(LeasedTask task, LaneSlots lanes, FfmpegRun ffmpeg, CancellationToken release)
    {
        lanes.Take(task.Lane);
        _running[task.Lease] = Task.Run(async () =>
        {
            try
            {
                await runner.RunAsync(task, ffmpeg, release);
            }
            catch (Exception e)
            {
                // The boundary of one task: the others go on, and the lease of this one runs out.
                WorkersLog.RunBroke(logger, task.Lease.Task.Value, e);
            }
            finally
            {
                lanes.Return(task.Lane);
                _running.TryRemove(task.Lease, out _);
                Interlocked.Exchange(ref _freed, NewSignal()).TrySetResult();
            }
        }, CancellationToken.None);
    }

    private async Task BeatAsync(WorkerRegistration worker, CancellationToken cancellationToken)
    {
        while (true)
        {
            await Task.Delay(options.Value.HeartbeatEvery, time, cancellationToken);
            try
            {
                await runner.BeatAsync(worker, cancellationToken);
            }
            catch (Exception e) when (e is System.Data.Common.DbException or IOException)
            {
                WorkersLog.LeaseBroke(logger, e);
            }
        }
    }

    /// <summary>Waits for what runs as long as the mode of the exit lets it, and gives back the rest.</summary>
    private async Task DrainAsync(CancellationTokenSource release)
    {
        Task[] running = [.. _running.Values];
        if (running.Length == 0)
            return;
        WorkersLog.Draining(logger, running.Length);
        var ended = Task.WhenAll(running);
        await WaitAsync(ended, Timeout.InfiniteTimeSpan, exit.Hurry);
        if (runner.EndsSoon)
            await WaitAsync(ended, options.Value.ShutdownGrace, exit.AtOnce);
        await release.CancelAsync();
        await ended;
    }

    private async Task WaitAsync(Task ended, TimeSpan patience, CancellationToken calledOff)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(calledOff);
        await Task.WhenAny(ended, Task.Delay(patience, time, either.Token));
        await either.CancelAsync(); // ends the delay's timer
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
