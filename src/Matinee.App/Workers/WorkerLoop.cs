using System.Collections.Concurrent;
using Matinee.App.Fleet;
using Matinee.App.Nodes;
using Matinee.App.Transcoding;
using Matinee.Media.Ffmpeg;
using Microsoft.Extensions.Logging;

namespace Matinee.App.Workers;

/// <summary>Fills its lanes with leased tasks until it is told to stop; then finishes what it may and gives back the rest.</summary>
internal sealed class WorkerLoop(
    ITaskQueue queue, TaskRunner runner, Workbench bench, NodeExit exit, TimeProvider time, ILogger<WorkerLoop> logger)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AfterFault = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan UsualBeat = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan FarewellWithin = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan LookAtLanesEvery = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan GivingBack = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan OneTaskWithin = TimeSpan.FromSeconds(60);

    private readonly ConcurrentDictionary<TaskLease, Task> _running = new();
    private volatile TaskCompletionSource _freed = NewSignal();
    private volatile WorkerRegistration? _worker;
    private bool _toldDraining;
    private bool _toldFull;

    /// <summary>True while it takes tasks.</summary>
    public bool IsReady { get; private set; }

    /// <summary>Why this worker cannot work here at all; null otherwise.</summary>
    public Exception? Refusal { get; private set; }

    /// <summary>Until the process leaves, the coordinator says so, or there is no point.</summary>
    public async Task RunAsync()
    {
        if (bench.Slots == 0)
            return;
        using var hold = exit.Hold(bench.Options.ShutdownGrace + GivingBack);
        using var idle = new CancellationTokenSource();
        using var brake = new BulkBrake(time) { IsOff = !bench.Options.PauseBulk };
        var beating = Task.CompletedTask;
        try
        {
            runner.ClearFolders();
            var (ffmpeg, profile) = await bench.OpenAsync(brake.Switch, exit.Leaving);
            _worker = await queue.RegisterAsync(profile, exit.Leaving);
            WorkersLog.Ready(logger, profile.Name, profile.Slots, ffmpeg.Tool.Version);
            IsReady = true;
            beating = BeatAsync(profile, idle.Token);
            await FillAsync(new LaneSlots(bench.Slots, brake, () => runner.NearlyDone), ffmpeg);
        }
        catch (OperationCanceledException) when (exit.Leaving.IsCancellationRequested)
        {
            // The ordinary end.
        }
        catch (Exception e) when (e is WorkerRefusedException or FfmpegMissingException)
        {
            Refuse(e);
        }

        IsReady = false;
        await DrainAsync();
        await idle.CancelAsync();
        await beating.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await FarewellAsync();
    }

    private async Task FillAsync(LaneSlots lanes, FfmpegRun ffmpeg)
    {
        var began = time.GetTimestamp();
        while (!exit.Leaving.IsCancellationRequested)
        {
            if (!await HasRoomAsync(exit.Leaving))
                continue;
            var freed = _freed.Task;
            var (light, first, bulk) = lanes.Free;
            using var changed = CancellationTokenSource.CreateLinkedTokenSource(exit.Leaving);
            var leasing = LeaseAsync(new LeaseRequest(_worker!, light, first, bulk, Patience), changed.Token, exit.Leaving); // registered before
            // A lane that had no place and has one now is asked for at once; more places of a lane that is asked for are not worth it.
            // A lane that has none any more, because what runs beside it is nearly done, is not asked for any longer.
            while (!leasing.IsCompleted && !changed.IsCancellationRequested)
            {
                await Task.WhenAny(leasing, freed, Task.Delay(first > 0 && lanes.IsFull ? LookAtLanesEvery : Timeout.InfiniteTimeSpan, time, changed.Token));
                freed = _freed.Task;
                var now = lanes.Free;
                if ((light == 0 && now.Light > 0) || (first > 0) != (now.First > 0) || (bulk == 0 && now.Bulk > 0))
                    await changed.CancelAsync();
            }

            var task = await leasing;
            await changed.CancelAsync(); // ends the delay's timer
            if (task is not null)
                Start(task, lanes, ffmpeg);
            if (bench.Options.Once && bench.IsRemote && (task is not null || time.GetElapsedTime(began) > OneTaskWithin))
                return;
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
            WorkersLog.LeaseBroke(logger, e.Message);
            await Task.Delay(AfterFault, time, stopping);
            return null;
        }
    }

    private void Start(LeasedTask task, LaneSlots lanes, FfmpegRun ffmpeg)
    {
        lanes.Take(task.Lane);
        _running[task.Lease] = Task.Run(async () =>
        {
            try
            {
                await runner.RunAsync(task, ffmpeg);
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

    private async Task<bool> HasRoomAsync(CancellationToken cancellationToken)
    {
        if (runner.FreeBytes >= bench.Options.LeastFreeBytes)
        {
            _toldFull = false;
            return true;
        }

        if (!_toldFull)
            WorkersLog.NoRoom(logger, runner.FreeBytes / (1024 * 1024), bench.Options.LeastFreeBytes / (1024 * 1024));
        _toldFull = true;
        await Task.Delay(Patience, time, cancellationToken);
        return false;
    }

    // Never so seldom that one beat lost on the way costs the lease, whatever the two settings say.
    private TimeSpan EveryBeat(WorkerRegistration worker)
    {
        var told = bench.Options.HeartbeatEvery ?? worker.HeartbeatEvery ?? UsualBeat;
        return worker.LeaseTime / 3 is { } third && third < told ? third : told;
    }

    private async Task BeatAsync(WorkerProfile profile, CancellationToken cancellationToken)
    {
        while (true)
        {
            var worker = _worker!; // registered before the first beat
            await Task.Delay(EveryBeat(worker), time, cancellationToken);
            try
            {
                if (await runner.BeatAsync(worker, cancellationToken) is { } reply)
                    Obey(reply);
                else
                    await ReturnAsync(profile, worker, cancellationToken);
            }
            catch (Exception e) when (e is System.Data.Common.DbException or IOException)
            {
                WorkersLog.BeatBroke(logger, e.Message);
            }
            catch (WorkerRefusedException e)
            {
                Refuse(e);
                await runner.LoseAllAsync();
                return;
            }

            await runner.WatchAsync(worker.LeaseTime);
        }
    }

    private void Refuse(Exception reason)
    {
        Refusal = reason;
        exit.Begin(ExitMode.Immediate);
    }

    /// <summary>Its row is another's, or gone. The pause keeps two of one name from taking turns at a gallop.</summary>
    private async Task ReturnAsync(WorkerProfile profile, WorkerRegistration replaced, CancellationToken cancellationToken)
    {
        WorkersLog.Replaced(logger, profile.Name);
        await runner.LoseAllAsync();
        await Task.Delay(replaced.LeaseTime ?? Patience, time, cancellationToken);
        _worker = await queue.RegisterAsync(profile, cancellationToken);
    }

    private void Obey(BeatReply reply)
    {
        if (reply.Draining != _toldDraining)
        {
            _toldDraining = reply.Draining;
            if (reply.Draining)
                WorkersLog.Drained(logger, _running.Count);
            else
                WorkersLog.Enabled(logger);
        }

        // A server is not ended by what its worker is told; it is given nothing new all the same.
        if (bench.IsRemote && Enum.TryParse<ExitMode>(reply.Order, ignoreCase: true, out var mode) && exit.Begin(mode))
            WorkersLog.Ordered(logger, reply.Order);
    }

    /// <summary>Waits for what runs as long as the mode of the exit lets it, and gives back the rest.</summary>
    private async Task DrainAsync()
    {
        Task[] running = [.. _running.Values];
        if (running.Length == 0)
            return;
        var ended = Task.WhenAll(running);
        WorkersLog.Finishing(logger, running.Length);
        await WaitAsync(ended, Timeout.InfiniteTimeSpan, exit.Hurry);
        var grace = bench.Options.ShutdownGrace;
        if (!ended.IsCompleted && !exit.AtOnce.IsCancellationRequested)
        {
            WorkersLog.Draining(logger, _running.Count, grace.TotalSeconds);
            await runner.ReleaseAsync(run => !run.EndsWithin(grace));
            await WaitAsync(ended, grace, exit.AtOnce);
        }

        await runner.ReleaseAsync(_ => true);
        await ended;
    }

    private async Task WaitAsync(Task ended, TimeSpan patience, CancellationToken calledOff)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(calledOff);
        await Task.WhenAny(ended, Task.Delay(patience, time, either.Token));
        await either.CancelAsync(); // ends the delay's timer
    }

    private async Task FarewellAsync()
    {
        if (_worker is not { } worker || Refusal is not null)
            return;
        using var deadline = new CancellationTokenSource(FarewellWithin, time);
        try
        {
            await queue.LeaveAsync(worker, deadline.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or System.Data.Common.DbException or WorkerRefusedException)
        {
            // Its silence says the same, a little later.
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
