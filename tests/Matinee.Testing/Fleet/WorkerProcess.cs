using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Matinee.Testing.Fleet;

/// <summary>
/// <c>matinee worker</c> as a real process, with a data folder of its own. It is killed when disposed, and with this process
/// at the latest.
/// </summary>
public sealed partial class WorkerProcess : IAsyncDisposable
{
    private const int SigTerm = 15;
    private const int SigContinue = 18;
    private const int SigStop = 19;
    private const string ReadyLine = "takes tasks with";

    private static readonly ConcurrentDictionary<int, Process> Running = new();

    private readonly WorkerProcessOptions _options;
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly bool _ownsFolder;
    private Process? _process;

    static WorkerProcess() => AppDomain.CurrentDomain.ProcessExit += (_, _) =>
    {
        foreach (var process in Running.Values)
            process.Kill(entireProcessTree: true);
    };

    private WorkerProcess(WorkerProcessOptions options)
    {
        _options = options;
        _ownsFolder = options.DataFolder is null;
        DataFolder = options.DataFolder ?? Directory.CreateTempSubdirectory("matinee-worker-").FullName;
    }

    public string DataFolder { get; }

    /// <summary>The process id of the run that is under way.</summary>
    public int Id => _process?.Id ?? 0;

    public bool HasExited => _process is not { HasExited: false };

    /// <summary>Everything printed so far, by all the runs on this folder.</summary>
    public string Output => string.Join('\n', _lines);

    /// <summary>Starts the program and waits until it is registered.</summary>
    public static async Task<WorkerProcess> StartAsync(WorkerProcessOptions options, CancellationToken cancellationToken = default)
    {
        var worker = new WorkerProcess(options);
        try
        {
            await worker.LaunchAsync(cancellationToken);
            return worker;
        }
        catch
        {
            await worker.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs the program to its end, for a worker that is not let in or has one task.</summary>
    public static async Task<(int ExitCode, string Output)> RunAsync(WorkerProcessOptions options, CancellationToken cancellationToken = default)
    {
        await using var worker = new WorkerProcess(options);
        worker.Launch(new TaskCompletionSource());
        var code = await worker.ExitAsync(cancellationToken);
        return (code, worker.Output);
    }

    /// <summary>SIGKILL to the worker alone: what its ffmpeg does about it is its to prove.</summary>
    public void Kill()
    {
        if (_process is { HasExited: false } process)
        {
            process.Kill(entireProcessTree: false);
            process.WaitForExit();
        }

        Forget();
    }

    /// <summary>SIGSTOP: it does nothing at all, and holds what it has.</summary>
    public void Pause() => Signal(SigStop);

    /// <summary>SIGCONT.</summary>
    public void Continue() => Signal(SigContinue);

    /// <summary>SIGTERM, as an orchestrator does it. Returns the exit code.</summary>
    public Task<int> StopAsync(CancellationToken cancellationToken = default)
    {
        Signal(SigTerm);
        return ExitAsync(cancellationToken);
    }

    /// <summary>Waits until it ends by itself. Returns the exit code.</summary>
    public async Task<int> ExitAsync(CancellationToken cancellationToken = default)
    {
        var process = _process ?? throw new InvalidOperationException("The worker is not running.");
        await process.WaitForExitAsync(cancellationToken);
        var code = process.ExitCode;
        Forget();
        return code;
    }

    /// <summary>Starts again with the key in the folder. Kills the running one first, when there is one.</summary>
    public Task RestartAsync(CancellationToken cancellationToken = default)
    {
        Kill();
        return LaunchAsync(cancellationToken);
    }

    public ValueTask DisposeAsync()
    {
        if (!HasExited)
            Signal(SigContinue); // a stopped process does not die of SIGKILL's wait alone
        Kill();
        if (_ownsFolder && Directory.Exists(DataFolder))
            Remove();
        return ValueTask.CompletedTask;
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int kill(int pid, int signal);

    private void Signal(int signal)
    {
        if (_process is not { HasExited: false } process || kill(process.Id, signal) != 0)
            throw new InvalidOperationException($"The worker could not be signalled:\n{Output}");
    }

    private async Task LaunchAsync(CancellationToken cancellationToken)
    {
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Launch(ready);
        try
        {
            await ready.Task.WaitAsync(_options.StartTimeout, cancellationToken);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"The worker was not registered within {_options.StartTimeout}:\n{Output}", e);
        }
    }

    private void Launch(TaskCompletionSource ready)
    {
        var process = new Process { StartInfo = Describe(), EnableRaisingEvents = true };
        process.OutputDataReceived += (_, e) => Note(e.Data, ready);
        process.ErrorDataReceived += (_, e) => Note(e.Data, ready);
        process.Exited += (_, _) => ready.TrySetException(new InvalidOperationException("The worker ended before it was registered:\n" + Output));
        process.Start();
        _process = process;
        Running[process.Id] = process;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    private ProcessStartInfo Describe()
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        string[] asked = [_options.Token is { } token ? $"--token={token}" : "", _options.Name is { } name ? $"--id={name}" : ""];
        foreach (var argument in (string[])
            [
                MatineeProcess.Program(), "worker", "--coordinator", _options.Coordinators, "--data", DataFolder,
                "--slots", _options.Slots.ToString(CultureInfo.InvariantCulture), .. asked.Where(a => a.Length > 0), .. _options.Arguments,
            ])
            start.ArgumentList.Add(argument);
        foreach (var name1 in start.Environment.Keys.Where(k => k.StartsWith("MATINEE", StringComparison.Ordinal) || k.EndsWith("_URL", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name1);
        start.Environment[MatineeProcess.AbilitiesVariable] = MatineeProcess.AbilitiesFile;
        foreach (var (variable, value) in _options.Environment)
            start.Environment[variable] = value;
        return start;
    }

    private void Note(string? line, TaskCompletionSource ready)
    {
        if (line is null)
            return;
        _lines.Enqueue(line);
        if (line.Contains(ReadyLine, StringComparison.Ordinal))
            ready.TrySetResult();
    }

    private void Forget()
    {
        if (_process is not { } process)
            return;
        Running.TryRemove(process.Id, out _);
        process.Dispose();
        _process = null;
    }

    private void Remove()
    {
        try
        {
            Directory.Delete(DataFolder, recursive: true);
        }
        catch (IOException)
        {
            // A child of the killed worker may still be writing its last file; it dies within the second.
            Thread.Sleep(TimeSpan.FromSeconds(1));
            Directory.Delete(DataFolder, recursive: true);
        }
    }
}
