using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Matinee.Processes;

/// <summary>
/// A supervised child in a session and process group of its own. It dies with this process, whatever kills that; killing it
/// kills everything it started; it is always waited for, so that there is no zombie.
/// </summary>
public sealed class ChildProcess : IAsyncDisposable
{
    /// <summary>How long output is still read after the child ended: only a grandchild in another session can hold the pipe longer.</summary>
    private const int DrainMilliseconds = 1000;

    private readonly ChildProcessSpec spec;
    private readonly Spawner.Spawned spawned;
    private readonly long startedAt = Stopwatch.GetTimestamp();
    private readonly Lock gate = new();
    private readonly TaskCompletionSource<ChildExit> exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool reaped;

    private ChildProcess(ChildProcessSpec spec, Spawner.Spawned spawned)
    {
        this.spec = spec;
        this.spawned = spawned;
    }

    public int Id => spawned.Pid;

    /// <summary>
    /// Ends when the child has been waited for and all its output was handed over. Faults only when an output handler threw;
    /// the child is dead then too.
    /// </summary>
    public Task<ChildExit> Exited => exited.Task;

    /// <exception cref="ChildStartException">The program, its folder or util-linux is missing, or the kernel refused.</exception>
    public static async Task<ChildProcess> StartAsync(ChildProcessSpec spec)
    {
        if (!Path.IsPathFullyQualified(spec.FileName) || !File.Exists(spec.FileName))
        {
            throw new ChildStartException($"There is no program at \"{spec.FileName}\".");
        }

        if (!Directory.Exists(spec.WorkingFolder))
        {
            throw new ChildStartException($"There is no working folder \"{spec.WorkingFolder}\" for {spec.FileName}.");
        }

        List<string> environment = [.. spec.Environment.Select(pair => $"{pair.Key}={pair.Value}")];
        Spawner.Spawned spawned = await Spawner.SpawnAsync(Sandbox.Wrap(spec), environment, spec.WorkingFolder);
        if (spec.Ceiling.Nice > 0)
        {
            await Autogroup.YieldAsync(spawned.Pid, spec.Ceiling.Nice);
        }

        var child = new ChildProcess(spec, spawned);
        spec.Pause?.Add(child);
        new Thread(child.Supervise, 256 * 1024) { IsBackground = true, Name = "child " + Path.GetFileName(spec.FileName) }.Start();
        return child;
    }

    /// <summary>Runs to the end; when cancelled, kills the whole group, waits for it, and throws.</summary>
    /// <exception cref="ChildStartException">It could not be started.</exception>
    public static async Task<ChildExit> RunAsync(ChildProcessSpec spec, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ChildProcess child = await StartAsync(spec);
        await using (cancellationToken.Register(child.Kill))
        {
            ChildExit exit = await child.Exited;
            cancellationToken.ThrowIfCancellationRequested();
            return exit;
        }
    }

    /// <summary>Kills the child and everything in its process group. Nothing happens when it has ended.</summary>
    public void Kill() => Send(ProcessSignal.Kill);

    /// <summary>Signals the whole process group. Nothing happens when it has ended.</summary>
    public void Send(ProcessSignal signal)
    {
        // The group's number stays taken until the child is reaped, so this can never hit a stranger.
        lock (gate)
        {
            if (!reaped)
            {
                _ = Native.Kill(-spawned.Pid, (int)signal);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        Kill();
        await exited.Task.ContinueWith(static _ => { }, TaskScheduler.Default);
    }

    private void Supervise()
    {
        Exception? fault = null;
        try
        {
            Pump();
        }
#pragma warning disable CA1031 // A handler's fault must reach the caller of Exited, not end the process from this thread.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            fault = exception;
        }

        Kill();
        spec.Pause?.Remove(this);
        ChildExit exit = Reap();
        _ = Native.Close(spawned.Output);
        _ = Native.Close(spawned.Error);
        if (fault is null)
        {
            exited.SetResult(exit);
        }
        else
        {
            exited.SetException(fault);
        }
    }

    /// <summary>Reads both pipes until the child has ended and both are drained.</summary>
    private unsafe void Pump()
    {
        var output = new LineSplitter(spec.OnOutput, spec.LongestLine);
        var error = new LineSplitter(spec.OnError, spec.LongestLine);
        int ended = Native.PidfdOpen(spawned.Pid);
        try
        {
            Native.PollDescriptor* watched = stackalloc Native.PollDescriptor[3];
            watched[0] = new Native.PollDescriptor { Descriptor = spawned.Output, Wanted = Native.PollIn };
            watched[1] = new Native.PollDescriptor { Descriptor = spawned.Error, Wanted = Native.PollIn };
            watched[2] = new Native.PollDescriptor { Descriptor = ended, Wanted = Native.PollIn };
            byte[] buffer = new byte[32 * 1024];
            long deadline = long.MaxValue;

            while (watched[0].Descriptor >= 0 || watched[1].Descriptor >= 0)
            {
                int wait = deadline == long.MaxValue ? -1 : (int)Math.Max(0, deadline - Environment.TickCount64);
                int ready = Native.Poll(watched, 3, wait);
                if (ready == 0)
                {
                    break;
                }

                if (ready < 0)
                {
                    continue;
                }

                Drain(ref watched[0], output, buffer);
                Drain(ref watched[1], error, buffer);
                if (watched[2].Got != 0)
                {
                    Kill();
                    watched[2].Descriptor = -1;
                    deadline = Environment.TickCount64 + DrainMilliseconds;
                }
            }
        }
        finally
        {
            if (ended >= 0)
            {
                _ = Native.Close(ended);
            }
        }

        output.Flush();
        error.Flush();
        WaitUntilEnded();
    }

    private static unsafe void Drain(ref Native.PollDescriptor watched, LineSplitter lines, byte[] buffer)
    {
        if (watched.Descriptor < 0 || watched.Got == 0)
        {
            return;
        }

        nint read;
        fixed (byte* start = buffer)
        {
            read = Native.Read(watched.Descriptor, start, (nuint)buffer.Length);
        }

        if (read > 0)
        {
            lines.Write(buffer.AsSpan(0, (int)read));
        }
        else if (read == 0 || Marshal.GetLastPInvokeError() != Native.Interrupted)
        {
            watched.Descriptor = -1;
        }
    }

    /// <summary>A child may close its output and work on: it is left to, and only then reaped.</summary>
    private unsafe void WaitUntilEnded()
    {
        int descriptor = Native.PidfdOpen(spawned.Pid);
        if (descriptor < 0)
        {
            return;
        }

        var watched = new Native.PollDescriptor { Descriptor = descriptor, Wanted = Native.PollIn };
        while (Native.Poll(&watched, 1, -1) < 0)
        {
            watched.Got = 0;
        }

        _ = Native.Close(descriptor);
    }

    private unsafe ChildExit Reap()
    {
        // The lock keeps Send away between the wait and the flag. The child is dead by now, so this does not block for long.
        lock (gate)
        {
            int status = 0;
            Native.ResourceUsage usage = default;
            while (Native.Wait(spawned.Pid, &status, 0, &usage) < 0 && Marshal.GetLastPInvokeError() == Native.Interrupted)
            {
            }

            reaped = true;
            int signal = status & 0x7f;
            return new ChildExit(
                signal == 0 ? (status >> 8) & 0xff : 128 + signal,
                signal == 0 ? null : signal,
                TimeSpan.FromSeconds(usage.UserSeconds + usage.SystemSeconds)
                    + TimeSpan.FromMicroseconds(usage.UserMicroseconds + usage.SystemMicroseconds),
                Stopwatch.GetElapsedTime(startedAt),
                usage.PeakKibibytes * 1024);
        }
    }
}
