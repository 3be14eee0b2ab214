using System.Security.Cryptography;
using Matinee.App.Nodes;
using Matinee.Processes;
using Microsoft.Extensions.Logging;

namespace Matinee.App.Scaling.Processes;

/// <summary>
/// One worker process of this machine, started again with growing pauses when it ends by itself. It ends with this process,
/// whatever ends that.
/// </summary>
internal sealed class WorkerChild(string name, Func<WorkerLogFile, Task<ChildProcessSpec>> describe, ScalingMeters meters, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    /// <summary>Who lived this long had a good start; its next end is the first again.</summary>
    private static readonly TimeSpan GoodLife = TimeSpan.FromMinutes(1);

    /// <summary>What a worker needs to give its tasks back, with its own grace of 20 s.</summary>
    private static readonly TimeSpan GracefulPatience = TimeSpan.FromSeconds(28);
    private static readonly TimeSpan AtOncePatience = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _ending = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ChildProcess? _process;
    private ExitMode? _asked;

    public string Name => name;

    /// <summary>Null while it runs.</summary>
    public string? Trouble { get; private set; }

    /// <summary>The process that runs now; 0 between two.</summary>
    public int ProcessId => _process?.Id ?? 0;

    /// <summary>Until it was told to end, or ended as one that was.</summary>
    public async Task RunAsync(string logFile, Action changed)
    {
        var log = new WorkerLogFile(logFile);
        for (var failures = 1; ; failures++)
        {
            var started = time.GetTimestamp();
            var exit = await LiveAsync(log);
            if (_asked is not null || exit is { ExitCode: 0 })
                break;
            var lived = time.GetElapsedTime(started);
            if (lived >= GoodLife)
                failures = 1;
            var pause = Pause(failures);
            if (exit is not null)
            {
                Trouble = $"ended with {exit.ExitCode} after {lived.TotalSeconds:0} s: {log.LastLines}";
                ScalingLog.ProcessCrashed(logger, name, exit.ExitCode, Math.Round(lived.TotalSeconds, 1), Math.Round(pause.TotalSeconds, 1), log.LastLines);
            }

            meters.Crashed();
            changed();
            await Task.WhenAny(_ending.Task, Task.Delay(pause, time));
            if (_asked is not null)
                break;
        }

        ScalingLog.ProcessEnded(logger, name);
        changed();
    }

    /// <summary>Asked again, it becomes more hasty; killed when it does not obey.</summary>
    public void End(ExitMode mode)
    {
        lock (_lock)
        {
            if (_asked >= mode)
                return;
            _asked = mode;
            Tell();
        }

        _ending.TrySetResult();
    }

    private async Task<ChildExit?> LiveAsync(WorkerLogFile log)
    {
        try
        {
            await using var child = await ChildProcess.StartAsync(await describe(log));
            lock (_lock)
            {
                _process = child;
                Tell();
            }

            Trouble = null;
            ScalingLog.ProcessStarted(logger, name, child.Id);
            var exit = await child.Exited;
            lock (_lock)
                _process = null;
            return exit;
        }
        catch (Exception e) when (e is ChildStartException or ExecutorException or IOException or UnauthorizedAccessException or System.Data.Common.DbException)
        {
            Trouble = e.Message;
            ScalingLog.ProcessRefused(logger, name, e.Message);
            return null;
        }
    }

    /// <summary>Two signals for "at once", as a person would press Ctrl-C twice; different ones, because equal ones can become one.</summary>
    private void Tell()
    {
        if (_process is not { } process || _asked is not { } mode)
            return;
        process.Send(mode == ExitMode.Drain ? ProcessSignal.Quit : ProcessSignal.Terminate);
        if (mode == ExitMode.Immediate)
            process.Send(ProcessSignal.Interrupt);
        if (mode != ExitMode.Drain)
            _ = KillLaterAsync(process, mode == ExitMode.Immediate ? AtOncePatience : GracefulPatience);
    }

    private async Task KillLaterAsync(ChildProcess process, TimeSpan patience)
    {
        await Task.WhenAny(process.Exited, Task.Delay(patience, time));
        process.Kill(); // without effect when it has ended
    }

    private static TimeSpan Pause(int failures)
    {
        var pause = FirstPause * Math.Pow(2, Math.Min(failures, 10) - 1);
        return (pause < LongestPause ? pause : LongestPause) * (1 + RandomNumberGenerator.GetInt32(0, 250) / 1000d);
    }
}
